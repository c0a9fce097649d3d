"""Question sets as their keepers see them."""

from django.db.models import Count, Prefetch, Q, QuerySet

from partnerships.models import Dimension, QuestionSet, QuestionSetVersion, Statement
from partnerships.states import RoundState


def question_sets() -> QuerySet[QuestionSet]:
    """Every set with its versions, the newest first, each with how many `rounds_asking` there were. Two queries."""
    asking = Count("rounds", filter=~Q(rounds__state=RoundState.DRAFT))
    versions = QuestionSetVersion.objects.annotate(rounds_asking=asking).order_by("-number")
    return QuestionSet.objects.prefetch_related(Prefetch("versions", versions))


def dimensions_of(version: QuestionSetVersion) -> QuerySet[Dimension]:
    """In order, each with its statements and what those follow. Two queries."""
    statements = Statement.objects.select_related("follows").order_by("position")
    return version.dimensions.prefetch_related(Prefetch("statements", statements))
