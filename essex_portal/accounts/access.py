"""Who may open which page, and the only way to fetch an object for a person: it, or 404.

Every view declares its access with one of `public`, `signed_in` or `requires(permission)`; a test walks all
routes and fails on one that does not. `requires` asks for the permission on anything at all; what may be
seen of which organisation is decided on the object, by `organisation_for` and each app's `access` room.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import Http404

from essex_portal.accounts.permissions import holds, organisations_with
from essex_portal.accounts.roles import Permission
from essex_portal.organisations.models import Organisation
from essex_portal.ui.access import declare, public, signed_in

__all__ = ["organisation_for", "public", "requires", "signed_in"]

V = TypeVar("V", bound=Callable[..., Any])


def requires(permission: Permission) -> Callable[[V], V]:
    """The view is for people who hold `permission` on some organisation."""
    return lambda view: declare(view, permission.value)


def organisation_for(user: Any, permission: Permission, organisation_id: int) -> Organisation:
    """The organisation, when the person holds the permission on it. Raises Http404 otherwise."""
    organisation = organisations_with(user, permission).filter(pk=organisation_id).first()
    if organisation is None or not holds(user, permission, organisation):
        raise Http404
    return organisation
