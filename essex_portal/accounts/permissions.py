"""Permission checks: memberships give roles, roles give permissions, county roles reach every organisation."""

from typing import Any

import rules

from essex_portal.accounts.models import Membership
from essex_portal.accounts.roles import COUNTY_ROLES, PERMISSIONS, SCHOOL_ROLES, Permission, Role
from essex_portal.organisations.models import Organisation


def current_memberships(user: Any) -> list[Membership]:
    """The person's memberships now, read once a request and kept on the user object."""
    if not user.is_authenticated or not user.is_active:
        return []
    if not hasattr(user, "_current_memberships"):
        rows = user.memberships.filter(ended_at__isnull=True).select_related("organisation")
        user._current_memberships = list(rows)
    return user._current_memberships


def forget_memberships(user: Any) -> None:
    """Read them anew when next asked: a role has just been given or taken within this request."""
    if hasattr(user, "_current_memberships"):
        del user._current_memberships


def holds(user: Any, permission: Permission, organisation: Organisation | None = None) -> bool:
    """Whether the person holds the permission: on that organisation, or on any when none is given."""
    return any(
        permission in PERMISSIONS[Role(membership.role)]
        and (organisation is None or membership.role in COUNTY_ROLES or membership.organisation_id == organisation.pk)
        for membership in current_memberships(user)
    )


def holds_for_county(user: Any, permission: Permission) -> bool:
    """Whether a county role gives the permission, so that it reaches every organisation."""
    return any(
        membership.role in COUNTY_ROLES and permission in PERMISSIONS[Role(membership.role)]
        for membership in current_memberships(user)
    )


def organisations_with(user: Any, permission: Permission) -> Any:
    """The organisations, as a queryset, on which the person holds the permission."""
    if holds_for_county(user, permission):
        return Organisation.objects.all()
    ids = [
        membership.organisation_id
        for membership in current_memberships(user)
        if permission in PERMISSIONS[Role(membership.role)]
    ]
    return Organisation.objects.filter(pk__in=ids)


def may_manage_role(by: Any, role: str, organisation: Organisation) -> bool:
    """Whether a person may give and take this role there: headteachers their own school's, administrators every one."""
    if holds(by, Permission.MANAGE_PEOPLE):
        return True
    return role in SCHOOL_ROLES and holds(by, Permission.MANAGE_SCHOOL_PEOPLE, organisation)


def may_manage_token(by: Any, user: Any, organisation: Organisation | None) -> bool:
    """Whether `by` may make and revoke this person's token: administrators any, headteachers their school's own."""
    if holds(by, Permission.MANAGE_TOKENS):
        return True
    return organisation is not None and holds(by, Permission.MANAGE_SCHOOL_TOKENS, organisation)


def _predicate(permission: Permission) -> rules.Predicate:
    @rules.predicate(name=permission.value)
    def check(user: Any, organisation: Organisation | None = None) -> bool:
        return holds(user, permission, organisation)

    return check


for _permission in Permission:
    if not rules.perm_exists(_permission.value):
        rules.add_perm(_permission.value, _predicate(_permission))
