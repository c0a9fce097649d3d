"""Self-reviews of the past for every partnership: for the demonstration and for measurements, never for production.

Rows are written directly, a round of all partnerships at a time, in the order in which they may come; the database's
own rules hold. What schools say is drawn by chance from what is plausible, and the same every time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import cycle
from random import Random

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet
from django.utils import timezone

from essex_portal.accounts.models import User
from essex_portal.organisations.models import Organisation
from partnerships.membership import Span
from partnerships.models import (
    AgreedAnswer,
    PartnershipFacts,
    PartnershipMember,
    QuestionSetVersion,
    Round,
    RoundSchool,
    Statement,
)
from partnerships.queries import partnerships_on
from partnerships.queries.evaluation import latest_versions, statements_of
from partnerships.states import RoundState

ESSEX = 881
BATCH = 2000
ROUNDS_AGO = (540, 360, 180)
"""So many days before today each of the three opened."""
OPEN_FOR = timedelta(days=25)
HEADTEACHERS = "headteachers@self-review.example"
EVIDENCE = (
    "The network of subject leaders meets every half term.",
    "We have talked about it, and have nothing written down.",
    "Two of our teachers went to see it and changed their planning.",
    "The last peer review named it; the follow-up is still open.",
)


@dataclass(frozen=True)
class Mood:
    """How a partnership tends to answer: the level it leans to, by dimension, and what a year adds."""

    leaning: dict[int, float]
    progress: float

    @classmethod
    def of(cls, partnership: Organisation, statements: Iterable[Statement]) -> "Mood":
        chance = _chance(f"mood {partnership.name}")
        dimensions = sorted({one.dimension_id or 0 for one in statements})
        return cls({number: chance.uniform(1.8, 3.4) for number in dimensions}, chance.uniform(-0.1, 0.45))


@transaction.atomic
def seed_evaluations(*, today: date, only: Iterable[Organisation] | None = None) -> int:
    """Three published rounds for every partnership that has none; returns how many rounds were made.

    Partnerships without a school get schools of their quadrant first. `only`: these partnerships instead of all.
    """
    version = latest_versions().first()
    if version is None:
        return 0
    facts = partnerships_on(today).filter(partnership__evaluation_rounds=None)
    if only is not None:
        facts = facts.filter(partnership__in=[one.pk for one in only])
    chosen = list(facts)
    give_schools(chosen, since=today - timedelta(days=max(ROUNDS_AGO) + 365))
    members = _members(chosen, today)
    for number, ago in enumerate(ROUNDS_AGO):
        seed_round(members, version, opens_on=today - timedelta(days=ago), number=number)
    return len(chosen) * len(ROUNDS_AGO)


def give_schools(partnerships: Sequence[PartnershipFacts], *, since: date) -> None:
    """Spread the open schools of each quadrant over its partnerships that have none."""
    empty = [facts for facts in partnerships if not facts.schools]  # type: ignore[attr-defined]
    new = []
    for quadrant in {facts.quadrant_id for facts in empty}:
        here = sorted((facts for facts in empty if facts.quadrant_id == quadrant), key=lambda facts: facts.name)
        for facts, school in zip(cycle(here), _schools_of(quadrant), strict=False):
            new.append(
                PartnershipMember(
                    partnership=facts.partnership,
                    school=school,
                    valid=DateRange(since, None),
                    only_one_of=facts.kind.rule.only_one_of(Span(since)),
                    added_at=_at(since),
                )
            )
    PartnershipMember.objects.bulk_create(new, batch_size=BATCH)


def _schools_of(quadrant: int) -> list[Organisation]:
    """Open Essex schools of the quadrant that are in no partnership yet."""
    schools = Organisation.objects.open_schools().filter(school__local_authority_id=ESSEX)
    free = schools.filter(school__district__quadrant=quadrant, partnership_memberships=None)
    return list(free.order_by("name", "pk"))


def _members(partnerships: Iterable[PartnershipFacts], on: date) -> dict[Organisation, list[Organisation]]:
    found: dict[Organisation, list[Organisation]] = {facts.partnership: [] for facts in partnerships}
    rows = PartnershipMember.objects.filter(partnership__in=found, valid__contains=on).select_related("school")
    by_pk = {partnership.pk: schools for partnership, schools in found.items()}
    for row in rows:
        by_pk[row.partnership_id].append(row.school)
    return {partnership: schools for partnership, schools in found.items() if schools}


def seed_round(
    members: dict[Organisation, list[Organisation]],
    version: QuestionSetVersion,
    *,
    opens_on: date,
    number: int = 0,
    publish: bool = True,
) -> list[Round]:
    """One round of each partnership, answered by its schools; closed and published, or left open without an answer."""
    closes_on = opens_on + OPEN_FOR
    name = _name(opens_on)
    rounds = Round.objects.bulk_create(
        Round(
            partnership=one, name=name, version=version, opens_on=opens_on, closes_on=closes_on, made_at=_at(opens_on)
        )
        for one in members
    )
    asked = RoundSchool.objects.bulk_create(
        (RoundSchool(round=one, school=school) for one in rounds for school in members[one.partnership]),
        batch_size=BATCH,
    )
    _all(rounds).update(state=RoundState.OPEN)
    if publish:
        _answer(asked, rounds, opens_on, number)
        _all(rounds).update(state=RoundState.CLOSED, closed_at=_at(closes_on + timedelta(days=1), 0))
        _all(rounds).update(state=RoundState.PUBLISHED, published_at=_at(closes_on + timedelta(days=7)))
    return rounds


def _answer(asked: Sequence[RoundSchool], rounds: Sequence[Round], opens_on: date, number: int) -> None:
    """Nine schools of ten hand in."""
    statements = statements_of(rounds[0]) if rounds else []
    moods = {one.partnership_id: Mood.of(one.partnership, statements) for one in rounds}
    handed = [one for one in asked if _chance(f"hands in {one.school.name} {number}").random() < 0.9]
    answers = (
        answer
        for one in handed
        for answer in _answers_of(one, statements, moods[one.round.partnership_id], number, _at(opens_on))
    )
    AgreedAnswer.objects.bulk_create(answers, batch_size=BATCH)
    head = _headteachers()
    moment = _at(opens_on + timedelta(days=14), 15)
    RoundSchool.objects.filter(pk__in=[one.pk for one in handed]).update(handed_in_at=moment, handed_in_by=head)


def _answers_of(
    asked: RoundSchool, statements: Iterable[Statement], mood: Mood, number: int, now: datetime
) -> Iterable[AgreedAnswer]:
    chance = _chance(f"{asked.school.name} {number}")
    own = _chance(asked.school.name).gauss(0, 0.4)  # some schools are always the more confident
    for one in statements:
        dont_know = chance.random() < 0.06
        lean = mood.leaning[one.dimension_id or 0] + own + mood.progress * number
        level = min(4, max(1, round(chance.gauss(lean, 0.6))))
        words = chance.choice(EVIDENCE) if chance.random() < 0.15 else ""
        yield AgreedAnswer(
            round_school=asked,
            statement=one,
            level=None if dont_know else level,
            dont_know=dont_know,
            evidence=words,
            saved_at=now,
        )


def _chance(of: str) -> Random:
    """The same throws each time for the same words."""
    return Random(of)  # noqa: S311  nothing here is secret


def _headteachers() -> User:
    """Who handed in: an office that nobody can sign in to."""
    found, _ = User.objects.get_or_create(email=HEADTEACHERS, defaults={"name": "Headteacher", "is_active": False})
    return found


def _all(rounds: Iterable[Round]) -> QuerySet[Round]:
    return Round.objects.filter(pk__in=[one.pk for one in rounds])


def _name(day: date) -> str:
    term = "Autumn" if day.month >= 9 else "Spring" if day.month < 5 else "Summer"
    return f"{term} {day.year}"


def _at(day: date, hour: int = 9) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))
