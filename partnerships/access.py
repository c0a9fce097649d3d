"""The only way to fetch a partnership and its things for a person: it, or 404."""

from datetime import date
from typing import Any

from django.http import Http404

from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.organisations.models import Organisation
from essex_portal.organisations.states import OrganisationKind
from partnerships.queries import quadrant_of


def partnership_or_404(pk: int) -> Organisation:
    """The partnership; everybody signed in may read the directory."""
    found = Organisation.objects.filter(kind=OrganisationKind.PARTNERSHIP, pk=pk).select_related("partnership").first()
    if found is None:
        raise Http404
    return found


def may_keep(user: Any, partnership: Organisation, on: date) -> bool:
    """Whether the person keeps the directory of the quadrant that the partnership belongs to on that day."""
    if not holds(user, Permission.KEEP_PARTNERSHIPS):
        return False
    quadrant = quadrant_of(partnership, on)
    return quadrant is not None and holds(user, Permission.KEEP_PARTNERSHIPS, quadrant)


def may_lead(user: Any, partnership: Organisation) -> bool:
    """Whether the person is the partnership's lead."""
    return holds(user, Permission.LEAD_PARTNERSHIP, partnership)


def partnership_kept_by(user: Any, pk: int, on: date) -> Organisation:
    """The partnership, for its lead and for the officers of its quadrant. Raises Http404 for others."""
    partnership = partnership_or_404(pk)
    if not may_lead(user, partnership) and not may_keep(user, partnership, on):
        raise Http404
    return partnership


def partnership_led_by(user: Any, pk: int) -> Organisation:
    """The partnership, for its lead alone. Raises Http404 for others."""
    partnership = partnership_or_404(pk)
    if not may_lead(user, partnership):
        raise Http404
    return partnership
