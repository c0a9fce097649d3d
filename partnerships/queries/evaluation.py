"""Reads of question sets and rounds that everything about evaluation shares."""

from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from essex_portal.accounts.models import Membership
from essex_portal.organisations.models import Organisation
from partnerships.models import AgreedAnswer, Answer, QuestionSetVersion, Round, RoundSchool, Statement
from partnerships.round_emails import ANSWER_ROLES
from partnerships.states import ANSWERABLE, RoundState, VersionState


@dataclass(frozen=True)
class Part:
    """One page of questions: a dimension, or the partnership's own statements at the end. Numbers begin at 1."""

    number: int
    name: str
    introduction: str
    statements: list[Statement] = field(default_factory=list)

    def __str__(self) -> str:
        return self.name


def statements_of(review: Round) -> list[Statement]:
    """What the round asks, in order: the version's, with their dimensions, then the partnership's own. Two queries."""
    of_set = Statement.objects.filter(dimension__version=review.version_id).select_related("dimension")
    own = Statement.objects.filter(asked_by__round=review).order_by("asked_by__position")
    return [*of_set, *own]


def parts_of(review: Round) -> list[Part]:
    """The pages of a round. Two queries."""
    groups = [(dimension, list(rows)) for dimension, rows in groupby(statements_of(review), lambda one: one.dimension)]
    return [
        Part(number, dimension.name, dimension.introduction, rows)
        if dimension
        else Part(number, "Your partnership’s own questions", f"What {review.partnership} asks besides.", rows)
        for number, (dimension, rows) in enumerate(groups, start=1)
    ]


def handed_in(review: Round) -> QuerySet[RoundSchool]:
    """The schools whose answers count."""
    return review.schools.filter(handed_in_at__isnull=False).select_related("school")


def latest_versions() -> QuerySet[QuestionSetVersion]:
    """The newest published version of each question set: what a new round may ask."""
    published = QuestionSetVersion.objects.filter(state=VersionState.PUBLISHED).select_related("question_set")
    return published.order_by("question_set__name", "question_set_id", "-number").distinct(
        "question_set__name", "question_set_id"
    )


def rounds_of(partnership: Organisation) -> QuerySet[Round]:
    """The partnership's rounds, the newest first, each with how many were `asked` and `returned`. One query."""
    handed = Count("schools", filter=Q(schools__handed_in_at__isnull=False))
    rows = partnership.evaluation_rounds.select_related("version__question_set")
    counted = rows.annotate(asked=Count("schools"), returned=handed)
    return counted.order_by(F("opens_on").desc(nulls_first=True), "-pk")


def progress_of(review: Round) -> QuerySet[RoundSchool]:
    """The schools asked, with whether they have `begun` and how many `people` could answer: never what. One query."""
    begun = Exists(Answer.objects.filter(round_school=OuterRef("pk"))) | Exists(
        AgreedAnswer.objects.filter(round_school=OuterRef("pk"))
    )
    people = Membership.objects.filter(
        organisation=OuterRef("school"), role__in=ANSWER_ROLES, ended_at__isnull=True, user__is_active=True
    )
    counted = people.order_by().values("organisation").annotate(number=Count("user", distinct=True)).values("number")
    rows = review.schools.select_related("school__school", "handed_in_by")
    return rows.annotate(begun=begun, people=Coalesce(Subquery(counted), 0))


def rounds_to_answer(school: Organisation, person: Any, today: date) -> QuerySet[RoundSchool]:
    """Rounds that wait for the school, the next to close first, each with how much the person `answered`. One query."""
    mine = Count("answers", filter=Q(answers__person=person))
    rows = RoundSchool.objects.filter(school=school, handed_in_at=None, round__state__in=ANSWERABLE)
    rows = rows.filter(round__closes_on__gte=today).select_related("round__partnership")
    return rows.annotate(answered=mine).order_by("round__closes_on", "pk")


def closed_rounds(partnerships: QuerySet[Organisation]) -> QuerySet[Round]:
    """Rounds of these partnerships whose results nobody has published yet, as `rounds_of` counts them. One query."""
    handed = Count("schools", filter=Q(schools__handed_in_at__isnull=False))
    rows = Round.objects.filter(partnership__in=partnerships, state=RoundState.CLOSED).select_related("partnership")
    return rows.annotate(asked=Count("schools"), returned=handed).order_by("closes_on", "pk")
