"""What the people of one school see of its part in a round."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Count, Max, Q, QuerySet, When

from essex_portal.organisations.models import Organisation
from partnerships.models import AgreedAnswer, Answer, RoundSchool, Statement
from partnerships.opinions import Opinions
from partnerships.queries.evaluation import Part, parts_of
from partnerships.states import ANSWERABLE, RoundState

_DECIDED = Q(level__isnull=False) | Q(dont_know=True)


@dataclass(frozen=True)
class PartProgress:
    """A part with how many of its statements have an answer."""

    part: Part
    answered: int

    @property
    def total(self) -> int:
        return len(self.part.statements)

    @property
    def is_done(self) -> bool:
        return self.answered == self.total


@dataclass(frozen=True)
class StatementReview:
    """A statement with what colleagues think of it, and what the school is to say."""

    statement: Statement
    colleagues: list[Answer] = field(default_factory=list)
    agreed: AgreedAnswer | None = None

    @property
    def opinions(self) -> Opinions:
        return Opinions.of((one.level, one.dont_know) for one in self.colleagues)


@dataclass(frozen=True)
class Colleague:
    """How far one person at the school is."""

    name: str
    answered: int
    saved_at: Any


def rounds_asking(school: Organisation) -> QuerySet[RoundSchool]:
    """The rounds that asked the school, those that take answers first, then the newest. One query."""
    rows = RoundSchool.objects.filter(school=school).exclude(round__state=RoundState.DRAFT)
    waiting = Case(When(round__state__in=ANSWERABLE, handed_in_at=None, then=0), default=1)
    return rows.select_related("round__partnership", "school").order_by(waiting, "-round__opens_on", "-pk")


def own_progress(asked: RoundSchool, person: Any) -> list[PartProgress]:
    """How far the person is with their own answers, part by part. Three queries."""
    return _progress(asked, Answer.objects.filter(round_school=asked, person=person))


def agreed_progress(asked: RoundSchool) -> list[PartProgress]:
    """How far the school's answers are settled, part by part. Three queries."""
    return _progress(asked, AgreedAnswer.objects.filter(round_school=asked))


def colleagues_of(asked: RoundSchool) -> list[Colleague]:
    """Everybody at the school who has begun to answer. One query."""
    rows = asked.answers.filter(_DECIDED).values("person__name", "person__email")
    counted = rows.annotate(answered=Count("pk"), last=Max("saved_at")).order_by("person__name", "person__email")
    return [Colleague(row["person__name"] or row["person__email"], row["answered"], row["last"]) for row in counted]


def own_answers(asked: RoundSchool, person: Any, statements: Iterable[Statement]) -> dict[int, Answer]:
    """The person's answers to these statements, by the number of the statement. One query."""
    rows = asked.answers.filter(person=person, statement__in=[one.pk for one in statements])
    return {row.statement_id: row for row in rows}


def review_of(asked: RoundSchool, statements: Iterable[Statement]) -> list[StatementReview]:
    """These statements with colleagues' answers and the school's. Two queries."""
    wanted = list(statements)
    ids = [one.pk for one in wanted]
    colleagues: dict[int, list[Answer]] = {}
    for row in asked.answers.filter(statement__in=ids).select_related("person").order_by("person__name", "pk"):
        colleagues.setdefault(row.statement_id, []).append(row)
    agreed = {row.statement_id: row for row in asked.agreed_answers.filter(statement__in=ids)}
    return [StatementReview(one, colleagues.get(one.pk, []), agreed.get(one.pk)) for one in wanted]


def _progress(asked: RoundSchool, answers: Any) -> list[PartProgress]:
    decided = set(answers.filter(_DECIDED).values_list("statement_id", flat=True))
    return [PartProgress(part, sum(one.pk in decided for one in part.statements)) for part in parts_of(asked.round)]
