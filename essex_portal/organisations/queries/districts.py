from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from essex_portal.organisations.models import District, SchoolDetails
from essex_portal.organisations.states import OPEN_STATUSES

ESSEX = 881


def districts_of_the_county() -> QuerySet[District]:
    """Districts that have a quadrant or a school of the county, each with its number of open `schools`."""
    county_schools = SchoolDetails.objects.filter(district=OuterRef("pk"), local_authority=ESSEX)
    is_open = Q(schooldetails__status__in=OPEN_STATUSES)
    return (
        District.objects.filter(Q(quadrant__isnull=False) | Exists(county_schools))
        .select_related("quadrant")
        .annotate(schools=Count("schooldetails", filter=is_open))
    )
