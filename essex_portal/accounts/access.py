"""Who may open which page, and the only way to fetch an object for a person: it, or 404.

Every view declares its access with one of `public`, `signed_in` or `requires(permission)`; a test walks all
routes and fails on one that does not. `requires` asks for the permission on anything at all; what may be
seen of which organisation is decided on the object, by `organisation_for` and each app's `access` room.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from essex_portal.accounts.models import ApiToken, Invitation, Membership, User
from essex_portal.accounts.permissions import holds, may_manage_role, may_manage_token, organisations_with
from essex_portal.accounts.roles import Permission
from essex_portal.organisations.models import Organisation
from essex_portal.ui.access import declare, public, signed_in

__all__ = [
    "invitation_for",
    "membership_for",
    "organisation_for",
    "person_for",
    "public",
    "requires",
    "school_acted_for",
    "signed_in",
    "token_for",
]

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


def school_acted_for(request: HttpRequest, permission: Permission) -> Organisation:
    """The school that the person acts for, when they hold the permission on it.

    Raises PermissionDenied, with words, when their role in that school is not enough or they act for no school.
    """
    school: Organisation | None = request.acting_for  # type: ignore[attr-defined]
    if school is None:
        raise PermissionDenied("This page is about one school, and you act for none.")
    if not holds(request.user, permission, school):
        raise PermissionDenied(f"You act for {school}, and your role there does not include this page.")
    return school


def membership_for(user: Any, pk: int) -> Membership:
    """The current membership, when the person may manage it. Raises Http404 otherwise."""
    memberships = Membership.objects.select_related("user", "organisation")
    membership = memberships.filter(pk=pk, ended_at__isnull=True).first()
    if membership is None or not may_manage_role(user, membership.role, membership.organisation):
        raise Http404
    return membership


def invitation_for(user: Any, pk: int) -> Invitation:
    """The invitation, when the person may manage it. Raises Http404 otherwise."""
    invitation = Invitation.objects.select_related("organisation", "invited_by").filter(pk=pk).first()
    if invitation is None or not may_manage_role(user, invitation.role, invitation.organisation):
        raise Http404
    return invitation


def token_for(user: Any, pk: int) -> ApiToken:
    """The API token, when the person may revoke it. Raises Http404 otherwise."""
    token = ApiToken.objects.select_related("user", "organisation").filter(pk=pk).first()
    if token is None or not may_manage_token(user, token.user, token.organisation):
        raise Http404
    return token


def person_for(user: Any, pk: int) -> User:
    """The person, for those who manage people. Raises Http404 otherwise."""
    person = User.objects.filter(pk=pk).first()
    if person is None or not holds(user, Permission.MANAGE_PEOPLE):
        raise Http404
    return person
