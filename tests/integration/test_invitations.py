"""Invitations: who may send them, what they become, and what their link opens."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from essex_portal.accounts import services
from essex_portal.accounts.models import Invitation, Membership, User
from essex_portal.accounts.roles import COUNTY_ROLES, Role
from essex_portal.accounts.services import InvitationNotUsable, PeopleRefused
from essex_portal.accounts.states import InvitationState
from essex_portal.audit.models import AuditEvent
from essex_portal.mail.models import Message
from essex_portal.organisations.models import Organisation
from essex_portal.organisations.states import EstablishmentStatus
from tests.factories.accounts import (
    PASSWORD,
    make_account,
    make_invitation,
    make_school,
    outbox_to,
    secret_sent_to,
    sign_in,
)

pytestmark = pytest.mark.django_db
NEW = {"email": "colleague@school.example", "name": "Assessment lead", "role": Role.SCHOOL_MEMBER}


def events() -> list[str]:
    return list(AuditEvent.objects.order_by("pk").values_list("event", flat=True))


# --- the services -----------------------------------------------------------------------------------


def test_a_headteacher_invites_a_colleague(now) -> None:
    school = make_school(name="Marsh Primary School")
    head = make_account(Role.HEADTEACHER, school, name="Headteacher")
    invitation = services.invite(**NEW, organisation=school, by=head, now=now)
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
        services.invite(**NEW, organisation=school, by=by, now=now)


def test_a_headteacher_may_not_invite_to_another_school(now) -> None:
    with pytest.raises(PermissionDenied):
        services.invite(**NEW, organisation=make_school(), by=make_account(), now=now)


def test_a_headteacher_may_not_give_council_roles(now) -> None:
    new = NEW | {"role": Role.FINANCE}
    with pytest.raises(PermissionDenied):
        services.invite(**new, organisation=services.the_council(), by=make_account(), now=now)


@pytest.mark.parametrize("role", [Role.HEADTEACHER, Role.SCHOOL_MEMBER, *COUNTY_ROLES])
def test_an_administrator_invites_to_every_role(role: Role, now) -> None:
    organisation = services.the_council() if role in COUNTY_ROLES else make_school()
    new = NEW | {"role": role}
    services.invite(**new, organisation=organisation, by=make_account(Role.ADMINISTRATOR), now=now)
    assert Invitation.objects.get().role == role


def refusal_of(**changes: object) -> str:
    with pytest.raises(PeopleRefused) as caught, transaction.atomic():
        services.invite(**NEW | {"by": None, "now": timezone.now()} | changes)
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


# --- the pages --------------------------------------------------------------------------------------


def test_the_journey_of_an_invitation(client: Client) -> None:
    school = make_school(name="Marsh Primary School")
    sign_in(client, make_account(Role.HEADTEACHER, school))
    client.post(reverse("accounts:invite_colleague"), NEW)
    page = client.get("/people/school/").content.decode()
    assert "colleague@school.example" in page
    assert "Waiting for an answer" in page
    guest = Client()
    link = f"/invitations/{secret_sent_to(NEW['email'])}/"
    shown = guest.get(link).content.decode()
    assert "Join Marsh Primary School" in shown
    assert 'value="Assessment lead"' in shown
    refused = guest.post(link, {"name": "Assessment lead", "password": "short"}).content.decode()
    assert "There is a problem" in refused
    assert 'value="Assessment lead"' in refused
    assert guest.post(link, {"name": "Assessment lead", "password": PASSWORD})["Location"] == "/"
    assert "School member, Marsh Primary School" in guest.get("/people/account/").content.decode()
    assert "No invitations are waiting" in client.get("/people/school/").content.decode()
    used = Client().get(link)
    assert used.status_code == 410
    assert "already been used" in used.content.decode()


def test_a_person_with_an_account_signs_in_first(client: Client) -> None:
    person = make_account()
    _, secret = make_invitation(email=person.email)
    link = f"/invitations/{secret}/"
    assert f"/accounts/login/?next={link}" in client.get(link).content.decode()
    sign_in(client, person)
    assert "Accept and join" in client.get(link).content.decode()
    assert client.post(link).status_code == 302
    assert person.memberships.count() == 2


def test_the_wrong_person_is_told_and_can_sign_out_to_it(client: Client) -> None:
    _, secret = make_invitation()
    link = f"/invitations/{secret}/"
    sign_in(client, make_account())
    page = client.get(link).content.decode()
    assert "This invitation is for someone else" in page
    assert f'name="next" value="{link}"' in page
    assert "is for colleague@school.example" in client.post(link).content.decode()
    assert client.post("/accounts/logout/", {"next": link})["Location"] == link


def test_a_link_that_never_was(client: Client) -> None:
    response = client.get("/invitations/no-such-link/")
    assert response.status_code == 404
    assert "link is not valid" in response.content.decode()


def test_an_expired_link_says_whom_to_ask(client: Client) -> None:
    school = make_school()
    head = make_account(Role.HEADTEACHER, school, name="Headteacher")
    _, secret = make_invitation(organisation=school, by=head, now=timezone.now() - timedelta(days=15))
    response = client.get(f"/invitations/{secret}/")
    assert response.status_code == 410
    assert "Ask Headteacher to send it again" in response.content.decode()


def test_a_refused_invitation_keeps_what_was_entered(client: Client) -> None:
    school = make_school()
    sign_in(client, make_account(Role.HEADTEACHER, school))
    make_invitation(organisation=school)
    page = client.post(reverse("accounts:invite_colleague"), NEW).content.decode()
    assert "already has an invitation" in page
    assert 'value="colleague@school.example"' in page
    page = client.post(reverse("accounts:invite_colleague"), {"email": "nonsense"}).content.decode()
    assert "Enter an email address in the correct format" in page
    assert "Select an answer" in page


def test_renewing_and_withdrawing_by_page(client: Client) -> None:
    school = make_school()
    sign_in(client, make_account(Role.HEADTEACHER, school))
    invitation, _ = make_invitation(organisation=school)
    for route, word in (("renew_invitation", "Send a new link"), ("withdraw_invitation", "Withdraw")):
        address = reverse(f"accounts:{route}", args=[invitation.pk])
        assert word in client.get(address).content.decode()
        assert client.post(address)["Location"] == "/people/school/"
    again = client.post(reverse("accounts:renew_invitation", args=[invitation.pk]))
    assert "was withdrawn" in again.content.decode()


def test_an_administrator_finds_the_school_by_urn_or_name(client: Client) -> None:
    sign_in(client, make_account(Role.ADMINISTRATOR))
    school = make_school(name="Marsh Primary School", urn=123456)
    new = NEW | {"role": "headteacher", "organisation": "123456"}
    assert client.post("/people/invite/", new)["Location"] == "/people/invitations/"
    assert Invitation.objects.get().organisation == school
    new |= {"email": "second@school.example", "organisation": "marsh school"}
    client.post("/people/invite/", new)
    assert Invitation.objects.filter(email="second@school.example", organisation=school).exists()


def test_an_administrator_picks_one_of_several_schools(client: Client) -> None:
    sign_in(client, make_account(Role.ADMINISTRATOR))
    make_school(name="Marsh Primary School North")
    south = make_school(name="Marsh Primary School South")
    make_school(name="Marsh Primary School West", status=EstablishmentStatus.CLOSED)
    new = NEW | {"role": "headteacher", "organisation": "marsh"}
    page = client.post("/people/invite/", new).content.decode()
    assert "Select which one you mean" in page
    assert re.findall(r"Marsh Primary School (\w+), Chelmsford, URN \d+", page) == ["North", "South"]
    client.post("/people/invite/", new | {"chosen": south.pk})
    assert Invitation.objects.get().organisation == south


def test_what_an_administrator_is_told_about_the_organisation(client: Client) -> None:
    sign_in(client, make_account(Role.ADMINISTRATOR))
    new = NEW | {"role": "headteacher"}
    assert "Enter the name or the URN" in client.post("/people/invite/", new).content.decode()
    wrong = client.post("/people/invite/", new | {"organisation": "Nowhere"}).content.decode()
    assert "We found none with that name" in wrong
    assert 'value="Nowhere"' in wrong
    for number in range(12):
        make_school(name=f"Hill School {number}")
    many = client.post("/people/invite/", new | {"organisation": "hill"}).content.decode()
    assert "Many have that name" in many
    assert "Which one do you mean?" not in many


def test_an_administrator_gives_council_roles_without_naming_an_organisation(client: Client) -> None:
    sign_in(client, make_account(Role.ADMINISTRATOR))
    client.post("/people/invite/", NEW | {"role": "finance"})
    assert Invitation.objects.get().organisation == Organisation.objects.get(name="Essex County Council")
    page = client.get("/people/invitations/?state_now=open&q=council").content.decode()
    assert "colleague@school.example" in page
    assert "colleague@school.example" not in client.get("/people/invitations/?state_now=expired").content.decode()


@pytest.mark.parametrize("address", ["/people/school/", "/people/invitations/"])
def test_lists_cost_the_same_for_three_as_for_thirty(
    client: Client, address: str, django_assert_max_num_queries
) -> None:
    school = make_school()
    by_head = address == "/people/school/"
    sign_in(client, make_account(Role.HEADTEACHER, school) if by_head else make_account(Role.ADMINISTRATOR))
    client.get(address)

    def queries() -> int:
        with django_assert_max_num_queries(15) as counted:
            client.get(address)
        return len(counted)

    for number in range(3):
        make_invitation(email=f"{number}@school.example", organisation=school)
    few = queries()
    for number in range(3, 30):
        make_invitation(email=f"{number}@school.example", organisation=school)
    assert queries() == few


# --- the command ------------------------------------------------------------------------------------


def test_the_first_administrator_is_invited_on_the_console(capsys) -> None:
    call_command("invite_administrator", "administrator@council.example")
    assert "on its way" in capsys.readouterr().out
    assert Invitation.objects.get().role == Role.ADMINISTRATOR
    with pytest.raises(CommandError, match="already has an invitation"):
        call_command("invite_administrator", "administrator@council.example")
    with pytest.raises(CommandError, match="not an e-mail address"):
        call_command("invite_administrator", "nonsense")
