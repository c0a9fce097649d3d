from collections.abc import Iterable
from datetime import date

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from essex_portal.organisations.models import Organisation
from partnerships.models import PartnershipFacts, PartnershipMember


def partnerships_on(on: date) -> QuerySet[PartnershipFacts]:
    """Every partnership that there was on that day, with its number of `schools` then. One query."""
    members = PartnershipMember.objects.filter(partnership=OuterRef("partnership"), valid__contains=on)
    counted = members.order_by().values("partnership").annotate(number=Count("pk")).values("number")
    return (
        PartnershipFacts.objects.filter(valid__contains=on)
        .select_related("partnership__partnership", "kind", "quadrant", "trust")
        .annotate(schools=Coalesce(Subquery(counted), 0))
    )


def facts_of(partnership: Organisation, on: date) -> PartnershipFacts | None:
    """What the partnership was on that day; None when it was not there."""
    return partnerships_on(on).filter(partnership=partnership).first()


def quadrant_of(partnership: Organisation, on: date) -> Organisation | None:
    """The quadrant that the partnership belonged to on that day."""
    facts = facts_of(partnership, on)
    return facts.quadrant if facts else None


def members_on(partnership: Organisation, on: date) -> QuerySet[PartnershipMember]:
    """The partnership's schools on that day, by name, each with what the register says of it now."""
    members = PartnershipMember.objects.filter(partnership=partnership, valid__contains=on)
    return members.select_related("school__school__district__quadrant", "school__school__type")


def memberships_of(schools: Iterable[Organisation], on: date) -> QuerySet[PartnershipMember]:
    """The partnerships of these schools on that day, each with its organisation and the school."""
    members = PartnershipMember.objects.filter(school__in=[school.pk for school in schools], valid__contains=on)
    return members.select_related("partnership", "school")
