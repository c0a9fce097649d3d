"""Invitations: who may send them, what they become, and what their link opens."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from essex_portal.accounts import services
from essex_portal.accounts.models import Invitation, Membership, User
from essex_portal.accounts.roles import COUNTY_ROLES, Role
from essex_portal.accounts.services import InvitationNotUsable, PeopleRefused
from essex_portal.accounts.states import InvitationState
from essex_portal.audit.models import AuditEvent
from essex_portal.mail.models import Message
from essex_portal.organisations.states import EstablishmentStatus
from tests.factories.accounts import (
    COLLEAGUE,
    PASSWORD,
    make_account,
    make_invitation,
    make_school,
    outbox_to,
    secret_sent_to,
)

pytestmark = pytest.mark.django_db


def events() -> list[str]:
    return list(AuditEvent.objects.order_by("pk").values_list("event", flat=True))


def test_a_headteacher_invites_a_colleague(now) -> None:
    school = make_school(name="Marsh Primary School")
    head = make_account(Role.HEADTEACHER, school, name="Headteacher")
    invitation = services.invite(**COLLEAGUE, organisation=school, by=head, now=now)
    assert invitation.expires_at == now + timedelta(days=14)
    assert invitation.state(now) == InvitationState.OPEN
    assert outbox_to("colleague@school.example") == ["Join Marsh Primary School on the Essex Education Portal"]
    assert "Headteacher has invited you" in Message.objects.get().text
    assert events() == ["invitation.sent"]


def test_only_the_hash_of_the_link_is_kept(now) -> None:
    invitation, secret = make_invitation(now=now)
    kept = str(Invitation.objects.filter(pk=invitation.pk).values().get())
    assert secret not in kept
    assert secret not in str(list(AuditEvent.objects.values()))


@pytest.mark.parametrize("role", [Role.SCHOOL_MEMBER, Role.FINANCE, Role.TRAINING_OFFICE, Role.DIRECTOR])
def test_other_roles_may_not_invite(role: Role, now) -> None:
    school = make_school()
    by = make_account(role, school if role == Role.SCHOOL_MEMBER else None)
    with pytest.raises(PermissionDenied):
        services.invite(**COLLEAGUE, organisation=school, by=by, now=now)


def test_a_headteacher_may_not_invite_to_another_school(now) -> None:
    with pytest.raises(PermissionDenied):
        services.invite(**COLLEAGUE, organisation=make_school(), by=make_account(), now=now)


def test_a_headteacher_may_not_give_council_roles(now) -> None:
    new = COLLEAGUE | {"role": Role.FINANCE}
    with pytest.raises(PermissionDenied):
        services.invite(**new, organisation=services.the_council(), by=make_account(), now=now)


@pytest.mark.parametrize("role", [Role.HEADTEACHER, Role.SCHOOL_MEMBER, *COUNTY_ROLES])
def test_an_administrator_invites_to_every_role(role: Role, now) -> None:
    organisation = services.the_council() if role in COUNTY_ROLES else make_school()
    new = COLLEAGUE | {"role": role}
    services.invite(**new, organisation=organisation, by=make_account(Role.ADMINISTRATOR), now=now)
    assert Invitation.objects.get().role == role


def refusal_of(**changes: object) -> str:
    with pytest.raises(PeopleRefused) as caught, transaction.atomic():
        services.invite(**COLLEAGUE | {"by": None, "now": timezone.now()} | changes)
    return str(caught.value)


def test_refusals_of_an_invitation() -> None:
    school = make_school(name="Marsh Primary School")
    assert "belongs to a school" in refusal_of(organisation=services.the_council())
    closed = make_school(name="Old School", status=EstablishmentStatus.CLOSED)
    assert "Old School is closed" in refusal_of(organisation=closed)
    make_invitation(organisation=school)
    assert "already has an invitation" in refusal_of(organisation=school, email="COLLEAGUE@school.example")
    member = make_account(Role.SCHOOL_MEMBER, school)
    assert "already has the role school member" in refusal_of(organisation=school, email=member.email.upper())
    assert Invitation.objects.count() == 1


def test_the_database_allows_one_open_invitation_to_a_role() -> None:
    invitation, _ = make_invitation()
    twin = Invitation(
        email=invitation.email.upper(),
        organisation=invitation.organisation,
        role=invitation.role,
        token_hash="0" * 64,
        expires_at=invitation.expires_at,
    )
    with pytest.raises(IntegrityError, match="one_open_invitation_a_role"):
        twin.save()


def test_renewing_sends_a_new_link_and_kills_the_old_one(now) -> None:
    school = make_school()
    head = make_account(Role.HEADTEACHER, school)
    invitation, old = make_invitation(organisation=school, now=now)
    later = now + timedelta(days=20)
    services.renew_invitation(invitation=invitation, by=head, now=later)
    new = secret_sent_to(invitation.email)
    assert services.invitation_of(new, later) == invitation
    with pytest.raises(InvitationNotUsable):
        services.invitation_of(old, later)
    assert len(outbox_to(invitation.email)) == 2
    assert events()[-1] == "invitation.renewed"


def test_withdrawing_kills_the_link(now) -> None:
    school = make_school()
    head = make_account(Role.HEADTEACHER, school)
    invitation, secret = make_invitation(organisation=school, now=now)
    services.withdraw_invitation(invitation=invitation, by=head, now=now)
    with pytest.raises(InvitationNotUsable) as caught:
        services.invitation_of(secret, now)
    assert caught.value.state == InvitationState.WITHDRAWN
    for again in (services.withdraw_invitation, services.renew_invitation):
        with pytest.raises(PeopleRefused, match="withdrawn"):
            again(invitation=invitation, by=head, now=now)
    make_invitation(organisation=school, now=now)  # the person can be invited again


def test_others_may_not_renew_or_withdraw(now) -> None:
    invitation, _ = make_invitation(now=now)
    for change in (services.withdraw_invitation, services.renew_invitation):
        with pytest.raises(PermissionDenied):
            change(invitation=invitation, by=make_account(), now=now)


def test_a_link_lasts_fourteen_days(now) -> None:
    _, secret = make_invitation(now=now)
    services.invitation_of(secret, now + timedelta(days=14, seconds=-1))
    with pytest.raises(InvitationNotUsable, match="expired"):
        services.invitation_of(secret, now + timedelta(days=14))


def test_a_new_person_accepts(now) -> None:
    invitation, secret = make_invitation(now=now)
    membership = services.accept_invitation_as_new_person(
        secret=secret, name=" Assessment lead ", password=PASSWORD, now=now
    )
    user = membership.user
    assert (user.email, user.name) == ("colleague@school.example", "Assessment lead")
    assert user.check_password(PASSWORD)
    address = EmailAddress.objects.get(user=user)
    assert address.verified
    assert address.primary
    assert membership.organisation == invitation.organisation
    assert events()[1:] == ["person.joined", "invitation.accepted", "membership.added"]


def test_a_link_is_used_once(now) -> None:
    _, secret = make_invitation(now=now)
    services.accept_invitation_as_new_person(secret=secret, name="A", password=PASSWORD, now=now)
    user = User.objects.get()
    with pytest.raises(InvitationNotUsable, match="already been used"):
        services.accept_invitation(secret=secret, by=user, now=now)


def test_an_invited_address_with_an_account_makes_no_second_one(now) -> None:
    person = make_account()
    _, secret = make_invitation(email=person.email, now=now)
    with pytest.raises(PeopleRefused, match="already an account"):
        services.accept_invitation_as_new_person(secret=secret, name="A", password=PASSWORD, now=now)


def test_a_person_with_an_account_accepts(now) -> None:
    person = make_account()
    invitation, secret = make_invitation(email=person.email, now=now)
    services.accept_invitation(secret=secret, by=person, now=now)
    assert person.memberships.filter(organisation=invitation.organisation, ended_at=None).exists()


def test_accepting_what_one_already_has_adds_nothing(now) -> None:
    person = make_account()
    invitation, secret = make_invitation(email=person.email, now=now)
    services.add_membership(user=person, organisation=invitation.organisation, role=Role.SCHOOL_MEMBER, by=None)
    services.accept_invitation(secret=secret, by=person, now=now)
    assert Membership.objects.filter(user=person, organisation=invitation.organisation).count() == 1


def test_refusals_of_acceptance(now) -> None:
    _, secret = make_invitation(now=now)
    with pytest.raises(PeopleRefused, match="is for colleague@"):
        services.accept_invitation(secret=secret, by=make_account(), now=now)
    closed = make_account(email="closed@school.example")
    closed.is_active = False
    _, theirs = make_invitation(email=closed.email, now=now)
    with pytest.raises(PeopleRefused, match="account is closed"):
        services.accept_invitation(secret=theirs, by=closed, now=now)


def test_an_unconfirmed_address_does_not_accept(now) -> None:
    """Whoever only claims an address must not get what was sent to it."""
    claimant = make_account()
    EmailAddress.objects.create(user=claimant, email="colleague@school.example", verified=False)
    _, secret = make_invitation(now=now)
    with pytest.raises(PeopleRefused, match="is for colleague@"):
        services.accept_invitation(secret=secret, by=claimant, now=now)


def test_the_first_administrator_is_invited_on_the_console(capsys) -> None:
    call_command("invite_administrator", "administrator@council.example")
    assert "on its way" in capsys.readouterr().out
    assert Invitation.objects.get().role == Role.ADMINISTRATOR
    with pytest.raises(CommandError, match="already has an invitation"):
        call_command("invite_administrator", "administrator@council.example")
    with pytest.raises(CommandError, match="not an e-mail address"):
        call_command("invite_administrator", "nonsense")
