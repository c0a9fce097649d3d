"""Partners without an account: asked by mail, answering by a link that ends."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from essex_portal.accounts.roles import Role
from essex_portal.mail.models import Message
from essex_portal.tracker.models import ActionUpdate, PartyLink
from essex_portal.tracker.party_link_tokens import party_address
from essex_portal.tracker.services.actions import drop_action
from essex_portal.tracker.services.parts import end_part
from essex_portal.tracker.services.party_links import GOOD_FOR, HasAnAccount, ask_party
from essex_portal.tracker.states import Handshake
from tests.factories.accounts import make_account, sign_in
from tests.factories.people import make_person
from tests.factories.tracker import (
    NOW,
    make_action,
    make_lead,
    make_programme,
    make_quadrant,
    make_update,
    make_workstream,
)

pytestmark = pytest.mark.django_db
TO = "commissioning@nhs.example"


@pytest.fixture(autouse=True)
def the_day():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def officer():
    return make_account(Role.QUADRANT_OFFICER, make_quadrant())


@pytest.fixture
def action(officer):
    quadrant = officer.memberships.get().organisation
    return make_action(title="Map services across the area", quadrant=quadrant, stage="under_way")


@pytest.fixture
def party(action):
    return make_lead(action, office="Deputy Chief Executive", organisation_words="NHS").of


def current(party):
    return party.versions.current().get()


def asked(party, officer) -> PartyLink:
    return ask_party(party=party, to=TO, by=officer, now=NOW)


def post(link: PartyLink, answer: str, words: str = ""):
    return Client().post(party_address(link), {"answer_is": answer, "answer": words})


def test_an_office_is_asked_by_mail_and_is_unowned_until_it_accepts(client, officer, action, party):
    sign_in(client, officer)
    address = reverse("tracker:ask_party", args=[action.programme.slug, action.reference, party.pk])
    client.post(address, {"to": TO})
    assert current(party).handshake == Handshake.ASKED
    message = Message.objects.get()
    assert (message.to, message.holds_secret) == (TO, True)
    link = PartyLink.objects.get()
    assert party_address(link) in message.text
    assert "Map services across the area" in Client().get(party_address(link)).content.decode()
    post(link, "accepted")
    assert current(party).owns


@pytest.mark.parametrize("answer", ["amended", "declined"])
def test_a_change_and_a_refusal_want_words_which_are_kept(answer, officer, party):
    link = asked(party, officer)
    page = post(link, answer).content.decode()
    assert "Say what should change" in page
    assert current(party).handshake == Handshake.ASKED
    post(link, answer, "From April, not before.")
    version = current(party)
    assert (version.handshake, version.answer, version.owns) == (answer, "From April, not before.", False)


def test_an_answer_is_needed(officer, party):
    assert "Say whether you accept it" in post(asked(party, officer), "").content.decode()


def test_a_partner_that_accepted_says_how_it_goes(officer, action, party):
    link = asked(party, officer)
    address = party_address(link, "update_by_link")
    said = {"delivery": "amber", "sentence": "Two services are missing.", "base": ""}
    assert "Accept your part in the action first" in Client().post(address, said).content.decode()
    post(link, "accepted")
    Client().post(address, said)
    update = ActionUpdate.objects.get()
    assert (update.author, update.author_words) == (None, "Deputy Chief Executive (NHS)")
    assert (update.sentence, update.state) == ("Two services are missing.", "approved")


def test_a_partners_update_waits_for_approval_where_the_programme_wants_it(officer):
    quadrant = officer.memberships.get().organisation
    action = make_action(make_workstream(make_programme(needs_approval=True)), quadrant=quadrant, stage="under_way")
    link = asked(make_lead(action).of, officer)
    post(link, "accepted")
    Client().post(party_address(link, "update_by_link"), {"delivery": "red", "sentence": "It has stopped."})
    assert ActionUpdate.objects.get().state == "submitted"


def test_a_partner_overwrites_nobody(officer, action, party):
    link = asked(party, officer)
    post(link, "accepted")
    make_update(action, "green", "Theirs.")
    address = party_address(link, "update_by_link")
    page = Client().post(address, {"delivery": "red", "sentence": "Mine.", "base": ""}).content.decode()
    assert "Theirs." in page
    assert "Mine." in page
    assert ActionUpdate.objects.count() == 1


def test_a_link_ends_with_time_with_a_newer_one_and_with_the_part(officer, party):
    old = asked(party, officer)
    new = asked(party, officer)
    for route in ("answer_by_link", "update_by_link"):
        assert Client().get(party_address(old, route)).status_code == 404
        assert Client().get(party_address(new, route)).status_code == 200
    with time_machine.travel(NOW + GOOD_FOR + timedelta(minutes=1)):
        assert "This link has ended" in Client().get(party_address(new)).content.decode()
    end_part(part=party, by=officer, now=NOW + timedelta(hours=1))
    assert Client().get(party_address(new)).status_code == 404


def test_an_answer_to_a_closed_action_is_refused_with_words(officer, action, party):
    link = asked(party, officer)
    drop_action(action=action, reason="No money", by=None, now=NOW)
    assert "takes no changes" in post(link, "accepted").content.decode()


def test_who_has_an_account_needs_no_link(officer, action):
    party = make_lead(action, make_person(Role.ADMINISTRATOR)).of
    with pytest.raises(HasAnAccount):
        asked(party, officer)


def test_only_who_changes_the_action_asks(party):
    with pytest.raises(PermissionDenied):
        asked(party, make_person(Role.QUADRANT_OFFICER, make_quadrant()))
    assert not PartyLink.objects.exists()
