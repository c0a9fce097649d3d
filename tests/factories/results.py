"""Published rounds with the answers of their schools."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from essex_portal.accounts.models import User
from essex_portal.accounts.roles import Role
from essex_portal.organisations.models import Organisation
from partnerships.models import NextStep, Office, QuestionSetVersion, Round
from partnerships.queries.evaluation import statements_of
from partnerships.states import OfficeScope, RoundState
from tests.factories.accounts import join
from tests.factories.evaluation import OPENS, Levels, hand_in, make_round, make_version, move
from tests.factories.partnerships import make_partnership
from tests.factories.schools import make_school

AFTER = date(2021, 12, 6)
"""A day after the results of such a round came out."""


def make_published(
    answers: Sequence[Levels] = (1, 3, 4),
    *,
    partnership: Organisation | None = None,
    schools: Sequence[Organisation] = (),
    phases: Mapping[int, str] | None = None,
    version: QuestionSetVersion | None = None,
    name: str = "",
    opens_on: date = OPENS,
    by: User | None = None,
    **more: object,
) -> Round:
    """A published round in which the n-th school handed in the n-th of the answers; new schools unless given.

    `phases` are those of the n-th school, Primary where nothing is said.
    """
    made = [make_school(phase=(phases or {}).get(at, "Primary")) for at in range(len(schools), len(answers))]
    review = make_round(
        partnership or make_partnership(schools=[*schools, *made]),
        schools=[*schools, *made],
        version=version or make_version(dimensions=2, statements=2),
        opens_on=opens_on,
        closes_on=opens_on + timedelta(days=25),
        name=name,
        **more,  # type: ignore[arg-type]
    )
    for part, levels in zip(review.schools.order_by("pk"), answers, strict=True):
        hand_in(part, levels, by=by)
    return move(review, RoundState.PUBLISHED)


def also_led_by_the_lead(name: str = "Creek Partnership") -> Organisation:
    """A further partnership of the one partnership lead there is: nothing has happened in it yet."""
    partnership = make_partnership(name)
    join(User.objects.distinct().get(memberships__role=Role.PARTNERSHIP_LEAD), partnership, Role.PARTNERSHIP_LEAD)
    return partnership


def make_office(name: str = "Partnership lead") -> Office:
    return Office.objects.get_or_create(name=name, defaults={"scope": OfficeScope.PARTNERSHIP})[0]


def make_step(
    review: Round, *, number: int = 1, words: str = "Pair up for observations", by: User, **more: object
) -> NextStep:
    """A step about the n-th statement of the round, seen to by an office, agreed a week after the results."""
    agreed_on = review.closes_on + timedelta(days=10)
    return NextStep.objects.create(
        partnership=review.partnership,
        round=review,
        statement=statements_of(review)[number - 1],
        words=words,
        agreed_by=by,
        **{"owner_office": make_office(), "agreed_on": agreed_on, "due_on": agreed_on + timedelta(days=60)} | more,
    )
