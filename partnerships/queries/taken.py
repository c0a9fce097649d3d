"""What a partnership has done: its rounds of self-review, and the funded places that its schools took."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet, Sum

from essex_portal.organisations.models import Organisation
from partnerships.models import FundedApplication, Round
from partnerships.states import ApplicationState, RoundState


def rounds_on(partnership: Organisation, on: date) -> QuerySet[Round]:
    """The rounds that had begun by that day, the newest first."""
    begun = Round.objects.filter(partnership=partnership, opens_on__lte=on).exclude(state=RoundState.DRAFT)
    return begun.order_by("-opens_on", "-pk")


def places_taken(school_ids: Collection[int]) -> QuerySet[Any]:
    """By offer, how many of these schools took how many places."""
    taken = FundedApplication.objects.filter(school__in=school_ids, state=ApplicationState.ACCEPTED).order_by()
    return (
        taken.values("offer", "offer__title")
        .annotate(schools=Count("school", distinct=True), taken=Sum("places"))
        .order_by("offer__title")
    )
