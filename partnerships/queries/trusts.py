"""Which trust of the register a partnership may be."""

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Count, Q, QuerySet

from essex_portal.organisations.models import Organisation
from essex_portal.organisations.states import OPEN_STATUSES, OrganisationKind

MOST = 8
ALIKE = 0.15


def trusts_like(name: str) -> QuerySet[Organisation]:
    """The trusts whose names are like this one, the likeliest first, each with its number of open `schools`."""
    is_open = Q(academies__status__in=OPEN_STATUSES)
    found = Organisation.objects.filter(kind=OrganisationKind.TRUST).annotate(
        likeness=TrigramSimilarity("name", name), schools=Count("academies", filter=is_open)
    )
    fits = Q(likeness__gte=ALIKE) | Q(name__icontains=name)
    return found.filter(fits, schools__gt=0).order_by("-likeness", "name")[:MOST]
