"""The pages of invitations: what their link opens, and how they are sent, renewed and withdrawn."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from essex_portal.accounts.models import Invitation
from essex_portal.accounts.roles import Role
from essex_portal.organisations.models import Organisation
from essex_portal.organisations.states import EstablishmentStatus
from tests.factories.accounts import (
    COLLEAGUE,
    PASSWORD,
    make_account,
    make_invitation,
    make_school,
    secret_sent_to,
    sign_in,
)

pytestmark = pytest.mark.django_db


def test_the_journey_of_an_invitation(client: Client) -> None:
    school = make_school(name="Marsh Primary School")
    sign_in(client, make_account(Role.HEADTEACHER, school))
    client.post(reverse("accounts:invite_colleague"), COLLEAGUE)
    page = client.get("/people/school/").content.decode()
    assert "colleague@school.example" in page
    assert "Waiting for an answer" in page
    guest = Client()
    link = f"/invitations/{secret_sent_to(COLLEAGUE['email'])}/"
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
    page = client.post(reverse("accounts:invite_colleague"), COLLEAGUE).content.decode()
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
    new = COLLEAGUE | {"role": "headteacher", "organisation": "123456"}
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
    new = COLLEAGUE | {"role": "headteacher", "organisation": "marsh"}
    page = client.post("/people/invite/", new).content.decode()
    assert "Select which one you mean" in page
    assert re.findall(r"Marsh Primary School (\w+), Chelmsford, URN \d+", page) == ["North", "South"]
    client.post("/people/invite/", new | {"chosen": south.pk})
    assert Invitation.objects.get().organisation == south


def test_what_an_administrator_is_told_about_the_organisation(client: Client) -> None:
    sign_in(client, make_account(Role.ADMINISTRATOR))
    new = COLLEAGUE | {"role": "headteacher"}
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
    client.post("/people/invite/", COLLEAGUE | {"role": "finance"})
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
