"""Giving roles, changing and ending them. Ended memberships stay, with who ended them and when."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet

from essex_portal.accounts.models import Membership, User
from essex_portal.accounts.permissions import may_manage_role
from essex_portal.accounts.roles import BOUND_TO, Role
from essex_portal.accounts.services.refusals import (
    AlreadyEnded,
    AlreadyMember,
    LastOfItsKind,
    RoleUnchanged,
    WrongKindOfOrganisation,
)
from essex_portal.audit.services import record
from essex_portal.organisations.models import Organisation


@transaction.atomic
def add_membership(*, user: User, organisation: Organisation, role: Role, by: User | None) -> Membership:
    """Give a person a role in an organisation; `by` is None when the portal itself does it.

    Raises WrongKindOfOrganisation, AlreadyMember.
    """
    check_kind(role, organisation)
    if user.memberships.filter(organisation=organisation, role=role, ended_at__isnull=True).exists():
        raise AlreadyMember(user.email, role, organisation)
    membership = Membership.objects.create(user=user, organisation=organisation, role=role, created_by=by)
    record(event="membership.added", target=membership, by=by, after=_facts(membership))
    return membership


@transaction.atomic
def end_membership(*, membership: Membership, by: User, now: datetime, reason: str = "") -> Membership:
    """Take a role away, effective with the person's next request.

    Raises PermissionDenied, AlreadyEnded, and LastOfItsKind: nobody ends the last administrator, and no headteacher
    their own role while the school has no other.
    """
    current = _locked(membership)
    if not may_manage_role(by, current.role, current.organisation):
        raise PermissionDenied
    _refuse_last(current, by)
    _end(current, by, now)
    record(event="membership.ended", target=current, by=by, before=_facts(current), reason=reason)
    return current


@transaction.atomic
def change_role(*, membership: Membership, role: Role, by: User, now: datetime) -> Membership:
    """Replace the role by another one of the same organisation. Returns the new membership.

    Raises PermissionDenied, AlreadyEnded, RoleUnchanged, LastOfItsKind, WrongKindOfOrganisation, AlreadyMember.
    """
    current = _locked(membership)
    if not all(may_manage_role(by, each, current.organisation) for each in (current.role, role)):
        raise PermissionDenied
    if current.role == role:
        raise RoleUnchanged(current)
    _refuse_last(current, by)
    _end(current, by, now)
    record(event="membership.ended", target=current, by=by, before=_facts(current), reason="role changed")
    return add_membership(user=current.user, organisation=current.organisation, role=role, by=by)


@transaction.atomic
def rename_person(*, user: User, name: str, by: User) -> User:
    """Change the name that others see. People change their own."""
    if user.pk != by.pk:
        raise PermissionDenied
    before, user.name = user.name, name.strip()
    user.save(update_fields=["name"])
    record(event="person.renamed", target=user, by=by, before={"name": before}, after={"name": user.name})
    return user


def check_kind(role: Role, organisation: Organisation) -> None:
    """Raises WrongKindOfOrganisation when the role is not bound to such an organisation."""
    if organisation.kind != BOUND_TO[Role(role)]:
        raise WrongKindOfOrganisation(Role(role), organisation)


def _locked(membership: Membership) -> Membership:
    """The membership as it is now. All holders of the role are locked with it, so that two cannot leave at once."""
    holders = _holders(membership).select_for_update(of=("self",)).select_related("user", "organisation")
    current = next((one for one in holders.order_by("pk") if one.pk == membership.pk), None)
    if current is None:
        raise AlreadyEnded(membership)
    return current


def _refuse_last(membership: Membership, by: User) -> None:
    own_headship = membership.role == Role.HEADTEACHER and membership.user_id == by.pk
    if not own_headship and membership.role != Role.ADMINISTRATOR:
        return
    if not _holders(membership).filter(user__is_active=True).exclude(user_id=membership.user_id).exists():
        raise LastOfItsKind(membership)


def _holders(membership: Membership) -> QuerySet[Membership]:
    """Who has this role now: of administrators all there are, of other roles those in the organisation."""
    holders = Membership.objects.filter(role=membership.role, ended_at__isnull=True)
    if membership.role == Role.ADMINISTRATOR:
        return holders
    return holders.filter(organisation_id=membership.organisation_id)


def _end(membership: Membership, by: User, now: datetime) -> None:
    membership.ended_at, membership.ended_by = now, by
    membership.save(update_fields=["ended_at", "ended_by"])


def _facts(membership: Membership) -> dict[str, object]:
    return {
        "person": membership.user_id,
        "role": str(membership.role),
        "organisation": str(membership.organisation),
        "organisation_id": membership.organisation_id,
    }
