"""Who is reached in which office, asked once a year by a link whether it is right."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from essex_portal.accounts.roles import Role
from essex_portal.accounts.services import the_council
from essex_portal.mail.models import Message
from partnerships import starting_content
from partnerships.contact_links import contact_address
from partnerships.models import Office, OfficeHolder
from partnerships.queries.offices import contacts_for
from partnerships.services.contacts import (
    Details,
    add_holder,
    ask_to_confirm,
    change_details,
    confirm_by_link,
    doubt_by_link,
    end_holder,
)
from partnerships.services.offices import OfficeFacts, keep_office
from partnerships.services.refusals import DirectoryRefused
from partnerships.starting_offices import load_offices
from partnerships.states import OfficeScope
from tests.factories.accounts import make_account, outbox_to, sign_in
from tests.factories.partnerships import make_partnership, make_quadrant
from tests.factories.people import make_person
from tests.factories.schools import make_school

pytestmark = pytest.mark.django_db
TODAY = date(2021, 11, 10)
MANAGER = "manager@north-east.example"


@pytest.fixture(autouse=True)
def offices():
    load_offices(starting_content.read("offices"))


@pytest.fixture
def officer():
    return make_person(Role.QUADRANT_OFFICER, make_quadrant())


@pytest.fixture
def holder(officer, now):
    return add(officer, now)


def office(name):
    return Office.objects.get(name=name)


def add(by, now, name="Quadrant manager", place="quadrant", **details):
    place = make_quadrant() if place == "quadrant" else place
    details = Details(**{"email": MANAGER} | details)
    return add_holder(office=office(name), place=place, details=details, from_on=TODAY, by=by, now=now)


def age(holder, days):
    OfficeHolder.objects.filter(pk=holder.pk).update(confirmed_on=TODAY - timedelta(days=days))


class TestKeeping:
    def test_officers_keep_their_quadrants_and_leads_their_partnerships(self, officer, now):
        partnership = make_partnership()
        lead = make_person(Role.PARTNERSHIP_LEAD, partnership)
        assert add(officer, now).confirmed_on == TODAY
        assert add(lead, now, "Partnership lead", partnership)
        for by, name, place in (
            (lead, "Quadrant manager", "quadrant"),
            (officer, "Quadrant manager", make_quadrant("West")),
            (officer, "Admissions office", None),
        ):
            with pytest.raises(PermissionDenied):
                add(by, now, name, place)
        assert add(make_person(Role.ADMINISTRATOR, the_council()), now, "Admissions office", None)

    def test_an_office_of_a_quadrant_is_not_held_for_a_partnership(self, officer, now):
        with pytest.raises(DirectoryRefused, match="Quadrant manager is held for a quadrant"):
            add(officer, now, place=make_partnership())

    def test_somebody_must_be_reachable(self, officer, now):
        with pytest.raises(DirectoryRefused, match="Enter a name, an email"):
            add(officer, now, email="")

    def test_the_last_day_is_not_before_the_first(self, officer, holder, now):
        with pytest.raises(DirectoryRefused, match="since 10 November 2021"):
            end_holder(holder=holder, last_on=date(2021, 11, 9), by=officer, now=now)
        assert end_holder(holder=holder, last_on=TODAY, by=officer, now=now).valid.upper == date(2021, 11, 11)


class TestAsking:
    def test_asks_four_weeks_before_the_year_ends_then_every_two_weeks(self, holder, now):
        age(holder, 336)
        assert ask_to_confirm(now=now) == 0
        age(holder, 337)
        counts = [ask_to_confirm(now=now + timedelta(days=days)) for days in (0, 0, 13, 14, 28)]
        assert counts == [1, 0, 0, 1, 1]
        assert outbox_to(MANAGER) == ["Are these still your contact details?"] * 3

    def test_not_those_who_left_or_said_that_it_is_wrong(self, officer, holder, now):
        age(holder, 400)
        doubt_by_link(holder=holder, words="I have moved")
        assert ask_to_confirm(now=now) == 0
        change_details(holder=holder, details=Details(email=MANAGER), by=officer, now=now)
        age(holder, 400)
        end_holder(holder=holder, last_on=TODAY, by=officer, now=now)
        assert ask_to_confirm(now=now + timedelta(days=1)) == 0

    def test_the_link_confirms_without_an_account(self, client, holder, now):
        age(holder, 400)
        ask_to_confirm(now=now)
        link = next(line for line in Message.objects.get(to=MANAGER).text.split() if "/contacts/confirm/" in line)
        path = link.split(".example", 1)[-1] if ".example" in link else "/" + link.split("/", 3)[3]
        with time_machine.travel(now, tick=False):
            page = client.get(path)
            assert b"Are these details right?" in page.content
            assert b"Enter what is not right" in client.post(path, {"answer": "no", "words": ""}).content
            assert b"count as confirmed for a year" in client.post(path, {"answer": "yes"}).content
        holder.refresh_from_db()
        assert holder.confirmed_on == TODAY

    def test_a_doubt_is_shown_until_it_is_corrected(self, client, officer, holder, now):
        path = contact_address(holder)
        client.post(path, {"answer": "no", "words": "Another telephone number"})
        sign_in(client, officer)
        with time_machine.travel(now, tick=False):
            assert b"In doubt" in client.get("/partnerships/contacts/").content
            page = f"/partnerships/contacts/{holder.pk}/"
            assert b"Another telephone number" in client.get(page).content
            client.post(page, {"email": MANAGER, "telephone": "01632 960001"})
            assert b"In doubt" not in client.get("/partnerships/contacts/").content
        assert client.get(path).status_code == 404, "the old link still opens the page"

    @pytest.mark.parametrize("token", ["x", "1-abc~forged", "~"])
    def test_a_forged_link_opens_nothing(self, client, holder, token):
        response = client.get(f"/partnerships/contacts/confirm/{token}/")
        assert response.status_code == 404
        assert b"no longer good" in response.content

    def test_confirming_twice_is_once(self, holder):
        for _ in range(2):
            confirm_by_link(holder=holder, on=TODAY)
        assert OfficeHolder.objects.get().confirmed_on == TODAY


class TestWhoToCall:
    def test_names_the_quadrants_and_the_countys_offices_that_schools_call(self, officer, now):
        admin = make_person(Role.ADMINISTRATOR, the_council())
        for name in ("SEND quadrant office", "Early help", "Assistant director"):
            add(officer, now, name)
        for name in ("Admissions office", "Training office"):
            add(admin, now, name, None)
        add(admin, now, "Quadrant manager", make_quadrant("West"))
        found = [one.holder.office.call_about for one in contacts_for([make_quadrant()], TODAY)]
        assert found == ["SEND", "Early help", "Admissions", "Training"]

    def test_a_head_sees_the_card_of_the_own_school_and_finds_another(self, client, officer, holder, now):
        from essex_portal.organisations.models import District

        district = District.objects.create(code="E07000071", name="Colchester", quadrant=make_quadrant())
        school = make_school(name="Oak Primary", district=district)
        sign_in(client, make_account(Role.HEADTEACHER, school))
        with time_machine.travel(now, tick=False):
            for page in ("/partnerships/who-to-call/", f"/partnerships/who-to-call/{school.school.urn}/"):
                content = client.get(page).content
                assert b"Anything about your quadrant" in content
                assert MANAGER.encode() in content
            assert client.get("/partnerships/who-to-call/1/").status_code == 404

    def test_a_stale_contact_is_shown_so(self, client, officer, holder, now):
        age(holder, 400)
        sign_in(client, officer)
        with time_machine.travel(now, tick=False):
            assert b"Out of date" in client.get("/partnerships/contacts/?show=stale").content


class TestOffices:
    def test_administrators_keep_the_list(self, officer):
        admin = make_person(Role.ADMINISTRATOR, the_council())
        facts = OfficeFacts("Attendance office", OfficeScope.COUNTY, "", "Attendance", 65)
        with pytest.raises(PermissionDenied):
            keep_office(office=None, facts=facts, by=officer)
        assert keep_office(office=None, facts=facts, by=admin).call_about == "Attendance"
        with pytest.raises(DirectoryRefused, match="There is an office called Attendance office already"):
            keep_office(office=None, facts=facts, by=admin)

    def test_what_it_is_held_for_stays_once_somebody_holds_it(self, holder):
        admin = make_person(Role.ADMINISTRATOR, the_council())
        facts = OfficeFacts("Quadrant manager", OfficeScope.COUNTY, "", "", 1)
        with pytest.raises(DirectoryRefused, match="what it is held for stays"):
            keep_office(office=holder.office, facts=facts, by=admin)

    def test_on_screen(self, client):
        sign_in(client, make_account(Role.ADMINISTRATOR, the_council()))
        given = {"name": "Attendance office", "scope": "county", "position": "65", "in_use": "on"}
        assert b"Attendance office is saved" in client.post("/partnerships/offices/new/", given, follow=True).content
        sign_in(client, make_account(Role.QUADRANT_OFFICER, make_quadrant()))
        assert client.get("/partnerships/offices/new/").status_code == 403


def test_the_list_asks_as_often_for_30_as_for_3(client, officer, now):
    sign_in(client, make_account(Role.QUADRANT_OFFICER, make_quadrant()))
    counts = []
    for size in (3, 30):
        while OfficeHolder.objects.count() < size:
            add(officer, now)
        client.get("/partnerships/contacts/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/partnerships/contacts/")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15
