"""Bringing people in: an invitation is a single-use link to one role in one organisation, sent by e-mail."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from essex_portal.accounts import emails
from essex_portal.accounts.models import Invitation, Membership, User
from essex_portal.accounts.permissions import may_manage_role
from essex_portal.accounts.roles import Role
from essex_portal.accounts.services.memberships import add_membership, check_kind
from essex_portal.accounts.services.refusals import (
    AccountClosed,
    AccountExists,
    AlreadyInvited,
    AlreadyMember,
    InvitationForSomeoneElse,
    InvitationNotPending,
    InvitationNotUsable,
    PeopleRefused,
    SchoolIsClosed,
)
from essex_portal.accounts.services.secrets import hash_of, new_secret
from essex_portal.accounts.states import PENDING, InvitationState
from essex_portal.audit.services import record
from essex_portal.organisations.models import Organisation
from essex_portal.organisations.states import EstablishmentStatus, OrganisationKind

INVITATION_LASTS = timedelta(days=14)


@transaction.atomic
def invite(
    *, email: str, name: str, organisation: Organisation, role: Role, by: User | None, now: datetime
) -> Invitation:
    """Invite a person by e-mail; the link lasts 14 days. `by` is None when the console invites.

    Raises PermissionDenied, WrongKindOfOrganisation, SchoolIsClosed, AlreadyMember, AlreadyInvited.
    """
    email = email.strip().lower()
    if by is not None and not may_manage_role(by, role, organisation):
        raise PermissionDenied
    _refuse_needless(email, organisation, role)
    secret = new_secret()
    invitation = Invitation(
        email=email,
        name=name.strip(),
        organisation=organisation,
        role=role,
        token_hash=hash_of(secret),
        invited_by=by,
        expires_at=now + INVITATION_LASTS,
    )
    _save_unless_raced(invitation, AlreadyInvited(email))
    emails.email_invitation(invitation, secret)
    record(event="invitation.sent", target=invitation, by=by, after=_facts(invitation))
    return invitation


@transaction.atomic
def renew_invitation(*, invitation: Invitation, by: User, now: datetime) -> Invitation:
    """Send a new link for another 14 days; the old one no longer works.

    Raises PermissionDenied, InvitationNotPending.
    """
    pending = _locked_pending(invitation, by, now)
    secret = new_secret()
    pending.token_hash, pending.expires_at = hash_of(secret), now + INVITATION_LASTS
    pending.save(update_fields=["token_hash", "expires_at"])
    emails.email_invitation(pending, secret)
    record(event="invitation.renewed", target=pending, by=by, after=_facts(pending))
    return pending


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: User, now: datetime) -> Invitation:
    """Make the link useless. Raises PermissionDenied, InvitationNotPending."""
    pending = _locked_pending(invitation, by, now)
    pending.withdrawn_at = now
    pending.save(update_fields=["withdrawn_at"])
    record(event="invitation.withdrawn", target=pending, by=by, before=_facts(pending))
    return pending


def invitation_of(secret: str, now: datetime) -> Invitation:
    """The invitation that this link opens. Raises InvitationNotUsable with the reason."""
    return _usable(Invitation.objects.select_related("organisation", "invited_by"), secret, now)


@transaction.atomic
def accept_invitation(*, secret: str, by: User, now: datetime) -> Membership:
    """Accept as the person signed in, whose account must be the invited one.

    Raises InvitationNotUsable, InvitationForSomeoneElse, AccountClosed.
    """
    invitation = _usable(_lockable(), secret, now)
    if not _is_theirs(invitation, by):
        raise InvitationForSomeoneElse(invitation)
    if not by.is_active:
        raise AccountClosed
    return _accept(invitation, by, now)


@transaction.atomic
def accept_invitation_as_new_person(*, secret: str, name: str, password: str, now: datetime) -> Membership:
    """Accept and make the account; the link proves its e-mail address. `password` has passed the validators.

    Raises InvitationNotUsable, AccountExists.
    """
    invitation = _usable(_lockable(), secret, now)
    if person_with(invitation.email) is not None:
        raise AccountExists(invitation.email)
    user = User(email=invitation.email, name=name.strip())
    user.set_password(password)
    _save_unless_raced(user, AccountExists(invitation.email))
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    record(event="person.joined", target=user, by=user, after={"invitation": invitation.pk})
    return _accept(invitation, user, now)


def person_with(email: str) -> User | None:
    """The person whose account this address is."""
    return User.objects.filter(email__iexact=email.strip()).first()


def _save_unless_raced(row: Invitation | User, refusal: PeopleRefused) -> None:
    """Two requests at once may both have found nothing; the database lets one through and the other is refused."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise refusal from None


def _accept(invitation: Invitation, user: User, now: datetime) -> Membership:
    invitation.accepted_at, invitation.accepted_by = now, user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    record(event="invitation.accepted", target=invitation, by=user, after=_facts(invitation))
    role, organisation = Role(invitation.role), invitation.organisation
    had = user.memberships.filter(organisation=organisation, role=role, ended_at__isnull=True).first()
    return had or add_membership(user=user, organisation=organisation, role=role, by=invitation.invited_by)


def _refuse_needless(email: str, organisation: Organisation, role: Role) -> None:
    check_kind(role, organisation)
    if organisation.kind == OrganisationKind.SCHOOL and organisation.school.status == EstablishmentStatus.CLOSED:
        raise SchoolIsClosed(organisation)
    same = {"organisation": organisation, "role": role}
    if Membership.objects.filter(user__email__iexact=email, ended_at__isnull=True, **same).exists():
        raise AlreadyMember(email, Role(role), organisation)
    pending = Invitation.objects.filter(email__iexact=email, accepted_at=None, withdrawn_at=None, **same)
    if pending.exists():
        raise AlreadyInvited(email)


def _locked_pending(invitation: Invitation, by: User, now: datetime) -> Invitation:
    current = _lockable().get(pk=invitation.pk)
    if not may_manage_role(by, current.role, current.organisation):
        raise PermissionDenied
    if current.state(now) not in PENDING:
        raise InvitationNotPending(current.state(now))
    return current


def _usable(invitations: QuerySet[Invitation], secret: str, now: datetime) -> Invitation:
    invitation = invitations.filter(token_hash=hash_of(secret)).first()
    state = invitation.state(now) if invitation else None
    if invitation is None or state != InvitationState.OPEN:
        raise InvitationNotUsable(invitation, state)
    return invitation


def _lockable() -> QuerySet[Invitation]:
    return Invitation.objects.select_for_update(of=("self",)).select_related("organisation", "invited_by")


def _is_theirs(invitation: Invitation, user: User) -> bool:
    """Any address that the person has proved to be theirs counts."""
    return EmailAddress.objects.filter(user=user, verified=True, email__iexact=invitation.email).exists()


def _facts(invitation: Invitation) -> dict[str, object]:
    return {
        "email": invitation.email,
        "role": str(invitation.role),
        "organisation": str(invitation.organisation),
        "organisation_id": invitation.organisation_id,
        "expires_on": timezone.localdate(invitation.expires_at),
    }
