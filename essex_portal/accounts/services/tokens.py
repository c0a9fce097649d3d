"""API tokens: shown once, stored hashed, good for their scopes while the person's roles allow them."""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from essex_portal.accounts.models import ApiToken, User
from essex_portal.accounts.permissions import current_memberships, holds, may_manage_token
from essex_portal.accounts.roles import SCOPE_PERMISSIONS, Permission
from essex_portal.accounts.services.refusals import (
    ExpiryInThePast,
    NoScope,
    ScopeNotAllowed,
    TokenAlreadyRevoked,
)
from essex_portal.accounts.services.secrets import hash_of, new_secret
from essex_portal.accounts.states import Scope
from essex_portal.audit.services import record
from essex_portal.organisations.models import Organisation

PREFIX = "eep_"
"""Every token begins with it, so that scanners find one that leaked."""
SHOWN = 10


@transaction.atomic
def make_token(
    *,
    user: User,
    organisation: Organisation | None,
    name: str,
    scopes: Iterable[str],
    expires_on: date | None,
    by: User | None,
    now: datetime,
) -> tuple[ApiToken, str]:
    """Make a token for `user` and return it with its secret, which cannot be had again.

    With an organisation it is a school's own and good for that school only. `expires_on` is the last day on which it
    works, None for no end. `by` is None for the console. Raises PermissionDenied, NoScope, ScopeNotAllowed,
    ExpiryInThePast.
    """
    if by is not None and not _may_make(by, user, organisation):
        raise PermissionDenied
    chosen = sorted(set(scopes))
    _check_scopes(user, organisation, chosen)
    if expires_on is not None and expires_on < timezone.localdate(now):
        raise ExpiryInThePast
    secret = PREFIX + new_secret()
    token = ApiToken.objects.create(
        user=user,
        organisation=organisation,
        name=name.strip(),
        scopes=chosen,
        prefix=secret[:SHOWN],
        token_hash=hash_of(secret),
        created_by=by,
        expires_on=expires_on,
    )
    record(event="token.made", target=token, by=by, after=_facts(token))
    return token, secret


@transaction.atomic
def revoke_token(*, token: ApiToken, by: User, now: datetime) -> ApiToken:
    """Make the token useless at once. Raises PermissionDenied, TokenAlreadyRevoked."""
    current = ApiToken.objects.select_for_update(of=("self",)).select_related("user", "organisation").get(pk=token.pk)
    if not may_manage_token(by, current.user, current.organisation):
        raise PermissionDenied
    if current.revoked_at is not None:
        raise TokenAlreadyRevoked
    current.revoked_at = now
    current.save(update_fields=["revoked_at"])
    record(event="token.revoked", target=current, by=by, before=_facts(current))
    return current


def user_of_token(secret: str, now: datetime) -> ApiToken | None:
    """The token with its `user` and `organisation`, or None when it does not open anything (any more).

    None for an unknown, revoked or expired token, a closed account, and a person who left: for a school's token that
    school, else every organisation. What remains allowed of its scopes, the permissions say at each use.
    """
    today = timezone.localdate(now)
    token = (
        ApiToken.objects.select_related("user", "organisation")
        .filter(token_hash=hash_of(secret), revoked_at__isnull=True, user__is_active=True)
        .first()
    )
    if token is None or (token.expires_on is not None and token.expires_on < today) or not _still_belongs(token):
        return None
    if token.last_used_on != today:  # once a day is enough to see what is not used any more
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=today)
        token.last_used_on = today
    return token


def allowed_scopes(user: User, organisation: Organisation | None) -> list[Scope]:
    """The scopes that the person's roles allow: on that organisation, or on any when the token has none."""
    return [scope for scope in Scope if _any_held(user, SCOPE_PERMISSIONS[scope], organisation)]


def _may_make(by: User, user: User, organisation: Organisation | None) -> bool:
    """Only an administrator makes a token that acts in another person's name."""
    return may_manage_token(by, user, organisation) and (user.pk == by.pk or holds(by, Permission.MANAGE_TOKENS))


def _check_scopes(user: User, organisation: Organisation | None, chosen: list[str]) -> None:
    if not chosen:
        raise NoScope
    allowed = allowed_scopes(user, organisation)
    for scope in chosen:
        if scope not in allowed:
            raise ScopeNotAllowed(scope)


def _any_held(user: User, permissions: Iterable[Permission], organisation: Organisation | None) -> bool:
    return any(holds(user, permission, organisation) for permission in permissions)


def _still_belongs(token: ApiToken) -> bool:
    return any(
        token.organisation_id in (None, membership.organisation_id) for membership in current_memberships(token.user)
    )


def _facts(token: ApiToken) -> dict[str, object]:
    return {
        "prefix": token.prefix,
        "name": token.name,
        "scopes": token.scopes,
        "person": token.user_id,
        "organisation": str(token.organisation) if token.organisation else "",
        "expires_on": token.expires_on,
    }
