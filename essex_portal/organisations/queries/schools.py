from django.db.models import QuerySet

from essex_portal.organisations.models import Organisation, SchoolLink


def school_by_urn(urn: int) -> Organisation | None:
    """The school with this URN and everything its page shows of it, in one query; None when there is none."""
    related = ("type", "local_authority", "district__quadrant", "trust__trust")
    return (
        Organisation.objects.schools()
        .select_related(*(f"school__{path}" for path in related))
        .filter(school__urn=urn)
        .first()
    )


def predecessors(school: Organisation) -> QuerySet[SchoolLink]:
    """The links to the schools that this one took over from."""
    return (
        SchoolLink.objects.filter(later__organisation=school)
        .select_related("earlier__organisation", "earlier__type")
        .order_by("established_on", "earlier__urn")
    )


def successors(school: Organisation) -> QuerySet[SchoolLink]:
    """The links to the schools that took over from this one."""
    return (
        SchoolLink.objects.filter(earlier__organisation=school)
        .select_related("later__organisation", "later__type")
        .order_by("established_on", "later__urn")
    )
