"""The second factor that council roles must sign in with, asked of this session and not only of the account."""

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from essex_portal.accounts.permissions import current_memberships
from essex_portal.accounts.roles import SECOND_FACTOR_ROLES

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""What counts as a second factor by itself; recovery codes only stand in for one of these."""


def must_have_second_factor(user: Any) -> bool:
    """Whether one of the person's roles asks for a second factor."""
    return any(membership.role in SECOND_FACTOR_ROLES for membership in current_memberships(user))


def needs_second_factor(request: HttpRequest) -> bool:
    """Whether the person's role asks for a second factor that this session has not given. No query when it has."""
    return must_have_second_factor(request.user) and not _has_given_one(request)


def has_second_factor(user: Any) -> bool:
    """Whether an authenticator app or a passkey is set up."""
    return Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS).exists()


def next_second_factor_page(user: Any) -> str:
    """The route that leads on: to set one up, or to use the one there is."""
    return "mfa_reauthenticate" if has_second_factor(user) else "accounts:set_up_second_factor"


def record_second_factor(request: HttpRequest, authenticator: Authenticator) -> None:
    """Note in the session that the person has just proved this authenticator, as allauth does at sign-in."""
    record_authentication(
        request, authenticator.user, "mfa", id=authenticator.pk, type=authenticator.type, reauthenticated=True
    )


def _has_given_one(request: HttpRequest) -> bool:
    records = get_authentication_records(request, request.user)
    return any(record["method"] == "mfa" for record in records)
