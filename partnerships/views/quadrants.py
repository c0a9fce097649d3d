"""A quadrant's page: its staff by office, its partnerships, boards and offers, and what other parts say of it."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.ui.access import signed_in
from partnerships import queries
from partnerships.panels import About, Place, panels_for
from partnerships.queries import DirectoryFilters
from partnerships.queries.boards import boards_of
from partnerships.queries.forums import drop_ins_of, forums_of
from partnerships.queries.isolation import alone
from partnerships.queries.offers import published_offers
from partnerships.queries.offices import contacts_in


@signed_in
def quadrant(request: HttpRequest, pk: int) -> HttpResponse:
    """The same page for every quadrant."""
    found, today = get_object_or_404(queries.quadrants(), pk=pk), timezone.localdate()
    keeps = holds(request.user, Permission.KEEP_PARTNERSHIPS, found)
    context = {
        "quadrant": found,
        "contacts": contacts_in(found, today),
        "partnerships": queries.directory(DirectoryFilters(on=today, quadrant=found.pk)),
        "boards": boards_of(found, today),
        "offers": published_offers().filter(Q(quadrant=None) | Q(quadrant=found)).prefetch_related(None),
        "forums": [
            one for named in (forums_of(found, today), drop_ins_of(found)) for one in named.prefetch_related(None)
        ],
        "alone": alone(found, today).count(),
        "may_keep": keeps,
        "panels": panels_for(Place.QUADRANT, About(found, today, request.user, keeps)),
    }
    return render(request, "partnerships/quadrants/quadrant.html", context)
