"""Reads of question sets and rounds that everything about evaluation shares."""

from django.db.models import QuerySet

from partnerships.models import QuestionSetVersion, Round, RoundSchool, Statement
from partnerships.states import VersionState


def statements_of(review: Round) -> list[Statement]:
    """What the round asks, in order: the version's, with their dimensions, then the partnership's own. Two queries."""
    of_set = Statement.objects.filter(dimension__version=review.version_id).select_related("dimension")
    own = Statement.objects.filter(asked_by__round=review).order_by("asked_by__position")
    return [*of_set, *own]


def handed_in(review: Round) -> QuerySet[RoundSchool]:
    """The schools whose answers count."""
    return review.schools.filter(handed_in_at__isnull=False).select_related("school")


def latest_versions() -> QuerySet[QuestionSetVersion]:
    """The newest published version of each question set: what a new round may ask."""
    published = QuestionSetVersion.objects.filter(state=VersionState.PUBLISHED).select_related("question_set")
    return published.order_by("question_set__name", "question_set_id", "-number").distinct(
        "question_set__name", "question_set_id"
    )
