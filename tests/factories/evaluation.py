"""Question sets, rounds and what schools answered, as rows: the days around 10 November 2021."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import count

from essex_portal.accounts.models import User
from essex_portal.accounts.roles import Role
from essex_portal.organisations.models import Organisation
from partnerships.models import (
    AgreedAnswer,
    Answer,
    Dimension,
    Item,
    QuestionSet,
    QuestionSetVersion,
    Round,
    RoundOwnStatement,
    RoundSchool,
    ScaleStep,
    Statement,
)
from partnerships.queries.evaluation import statements_of
from partnerships.states import RoundState, VersionState
from tests.factories.partnerships import make_partnership
from tests.factories.people import make_person
from tests.factories.schools import make_school

LABELS = ("Starting", "Developing", "Established", "Leading")
OPENS, CLOSES = date(2021, 11, 1), date(2021, 11, 26)
_numbers = count(1)


def at(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=UTC)


def make_version(
    *, dimensions: int = 2, statements: int = 2, published: bool = True, question_set: QuestionSet | None = None
) -> QuestionSetVersion:
    """A version with new items in every dimension; a further one when the set is given."""
    question_set = question_set or QuestionSet.objects.create(name=f"Example self-review {next(_numbers)}")
    version = QuestionSetVersion.objects.create(
        question_set=question_set, number=question_set.versions.count() + 1, made_at=at(date(2021, 9, 1))
    )
    ScaleStep.objects.bulk_create(
        ScaleStep(version=version, level=level, label=label) for level, label in enumerate(LABELS, start=1)
    )
    for position in range(1, dimensions + 1):
        dimension = Dimension.objects.create(
            version=version, key=f"dimension-{position}", name=f"Dimension {position}", position=position
        )
        for number in range(1, statements + 1):
            make_statement(dimension, position=number)
    return publish(version) if published else version


def publish(version: QuestionSetVersion) -> QuestionSetVersion:
    version.state, version.published_at = VersionState.PUBLISHED, at(date(2021, 9, 2))
    version.save()
    return version


def make_statement(
    dimension: Dimension, *, position: int, follows: Statement | None = None, link: str = "new"
) -> Statement:
    """Of a draft; what follows a statement in the same or a similar meaning has its item."""
    item = follows.item if follows and link != "new" else Item.objects.create()
    wording = f"Statement {dimension.position}.{position}"
    return Statement.objects.create(
        dimension=dimension, item=item, wording=wording, guidance="", position=position, follows=follows, link=link
    )


def make_own_statement(partnership: Organisation, *, position: int = 1, wording: str = "") -> Statement:
    return Statement.objects.create(
        partnership=partnership,
        item=Item.objects.create(),
        wording=wording or f"Our own statement {position}",
        position=position,
    )


def make_round(
    partnership: Organisation | None = None,
    *,
    schools: Iterable[Organisation] | None = None,
    version: QuestionSetVersion | None = None,
    state: RoundState = RoundState.OPEN,
    own: Sequence[Statement] = (),
    opens_on: date = OPENS,
    closes_on: date = CLOSES,
    name: str = "",
) -> Round:
    """A round in that state, asking these schools (three new ones unless told otherwise).

    To add answers to a closed one, make it open, answer, and `move` it.
    """
    partnership = partnership or make_partnership()
    made = Round.objects.create(
        partnership=partnership,
        name=name or f"Round {next(_numbers)}",
        version=version or make_version(),
        opens_on=None if state == RoundState.DRAFT else opens_on,
        closes_on=closes_on,
        made_at=at(opens_on - timedelta(days=7)),
    )
    for position, statement in enumerate(own, start=1):
        RoundOwnStatement.objects.create(round=made, statement=statement, position=position)
    if state == RoundState.DRAFT:
        return made
    asked = [make_school() for _ in range(3)] if schools is None else schools
    RoundSchool.objects.bulk_create(RoundSchool(round=made, school=school) for school in asked)
    return move(made, state)


_WAY = (RoundState.DRAFT, RoundState.OPEN, RoundState.CLOSED)


def move(review: Round, state: RoundState) -> Round:
    """On to that state, by way of those before it."""
    steps = {
        RoundState.CLOSED: {"closed_at": at(review.closes_on, 23)},
        RoundState.PUBLISHED: {"published_at": at(review.closes_on + timedelta(days=3))},
        RoundState.REOPENED: {
            "reopened_at": at(review.closes_on + timedelta(days=5)),
            "reopen_reason": "A late school",
        },
    }
    while review.state != state:
        following = _following(RoundState(review.state), state)
        for field, value in {"state": following, **steps.get(following, {})}.items():
            setattr(review, field, value)
        review.save()
    return review


def _following(now: RoundState, aim: RoundState) -> RoundState:
    if now == RoundState.CLOSED:
        return aim
    return RoundState.CLOSED if now == RoundState.REOPENED else _WAY[_WAY.index(now) + 1]


Levels = int | None | Sequence[int | None]
"""One level for every statement, or one for each; None is "don't know"."""


def answer(round_school: RoundSchool, levels: Levels, *, by: User, evidence: str = "") -> list[Answer]:
    """What one person at the school thinks of every statement."""
    return Answer.objects.bulk_create(
        Answer(round_school=round_school, person=by, **fields) for fields in _answers(round_school, levels, evidence)
    )


def hand_in(round_school: RoundSchool, levels: Levels, *, by: User | None = None, evidence: str = "") -> RoundSchool:
    """The school's settled answers to every statement, handed in."""
    AgreedAnswer.objects.bulk_create(
        AgreedAnswer(round_school=round_school, **fields) for fields in _answers(round_school, levels, evidence)
    )
    round_school.handed_in_at = at(OPENS + timedelta(days=2))
    round_school.handed_in_by = by or make_person(Role.HEADTEACHER, round_school.school)
    round_school.save()
    return round_school


def _answers(round_school: RoundSchool, levels: Levels, evidence: str) -> list[dict[str, object]]:
    statements = statements_of(round_school.round)
    each = [levels] * len(statements) if levels is None or isinstance(levels, int) else list(levels)
    return [
        {"statement": one, "level": level, "dont_know": level is None, "evidence": evidence, "saved_at": at(OPENS)}
        for one, level in zip(statements, each, strict=True)
    ]
