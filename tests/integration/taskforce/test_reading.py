"""The Year of Reading: entering what is done, who may, the map with its filters, reach and what is missing."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from essex_portal.accounts.roles import Role
from essex_portal.audit.models import AuditEvent
from essex_portal.organisations.models import Organisation
from essex_portal.organisations.states import OrganisationKind
from essex_portal.taskforce import starting_content
from essex_portal.taskforce.models import Audience, IdeaBook, ReadingActivity, ReadingYear
from essex_portal.taskforce.queries.reading import Asked, activities, touched, vulnerable_gaps, year_group_gaps
from essex_portal.taskforce.services import reading as services
from essex_portal.taskforce.services.reading import ReadingRefused
from tests.factories.accounts import make_account, sign_in
from tests.factories.files import PDF, make_upload
from tests.factories.schools import make_school
from tests.factories.taskforce import NOW, activity_facts, make_activity, make_district, make_reading_year

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("briefing_day")]


@pytest.fixture
def year():
    return make_reading_year()


@pytest.fixture
def school():
    return make_school(name="Marsh Primary School", district=make_district(), easting=600000, northing=225000)


@pytest.fixture
def head(school):
    return make_account(Role.HEADTEACHER, school)


def answers(**changes):
    first = Audience.objects.first()
    return {
        "title": "Reading buddies", "about": "On Fridays", "year_groups": ["5", "6"], "audiences": [str(first.pk)],
        "held_on": "", "until_on": "", "link": "",
    } | changes  # fmt: skip


def titles(year, **asked):
    return [one.title for one in activities(year, Asked(**asked))]


class TestEntering:
    def test_a_schools_activity_lies_in_its_district_and_is_written_down(self, year, school, head):
        found = services.add_activity(reading_year=year, organisation=school, facts=activity_facts(), by=head, now=NOW)
        assert (found.district.name, found.who, found.entered_by) == ("Colchester", "Marsh Primary School", head)
        assert list(AuditEvent.objects.order_by("pk").values_list("event", flat=True)) == [
            "reading_activity.added", "reading_activity.aimed",
        ]  # fmt: skip

    def test_the_same_again_is_refused_until_the_first_is_off(self, school, head):
        first = make_activity(school)
        with pytest.raises(ReadingRefused, match="on the map already"):
            make_activity(school, title="READING buddies")
        services.withdraw_activity(activity=first, by=head, now=NOW)
        make_activity(school)

    def test_somebody_does_it(self, year):
        with pytest.raises(ReadingRefused, match="who does it"):
            services.add_activity(reading_year=year, organisation=None, facts=activity_facts(), by=None, now=NOW)

    def test_a_last_day_before_the_first_is_refused(self, school):
        with pytest.raises(ReadingRefused) as refusal:
            make_activity(school, held_on=date(2022, 3, 3), until_on=date(2022, 3, 2))
        assert refusal.value.field == "until_on"

    def test_what_is_off_the_map_cannot_be_changed(self, school, head):
        found = make_activity(school)
        services.withdraw_activity(activity=found, by=head, now=NOW)
        with pytest.raises(ReadingRefused, match="taken off the map"):
            services.change_activity(activity=found, facts=activity_facts(title="Other"), by=head)
        with pytest.raises(ReadingRefused):
            services.withdraw_activity(activity=found, by=head, now=NOW)
        assert ReadingActivity.objects.get().withdrawn_by == head

    @pytest.mark.parametrize(
        "wrong", [{"done_by": ""}, {"until_on": date(2022, 1, 1)}, {"year_groups": []}], ids=lambda one: next(iter(one))
    )
    def test_the_database_refuses_what_never_is(self, wrong):
        found = make_activity()
        with pytest.raises(IntegrityError), transaction.atomic():
            ReadingActivity.objects.filter(pk=found.pk).update(**wrong)


class TestFinding:
    def test_by_place_year_group_audience_words_and_time(self, year, school):
        care = Audience.objects.get(name="Children in care")
        make_activity(school, title="Buddies")
        make_activity(title="Parcels", audiences=[care], year_groups=[7])
        make_activity(title="Festival", district=make_district("Harlow", "West"), held_on=date(2022, 3, 3))
        west = Organisation.objects.get(name="West", kind=OrganisationKind.QUADRANT)
        assert titles(year) == ["Buddies", "Festival", "Parcels"]
        assert titles(year, quadrant=west.pk) == ["Festival", "Parcels"]
        assert titles(year, district=school.school.district_id) == ["Buddies", "Parcels"]
        assert titles(year, year_group=7) == ["Parcels"]
        assert titles(year, audience=care.pk) == ["Parcels"]
        assert titles(year, q="marsh") == ["Buddies"]
        assert titles(year, when="events") == ["Festival"]
        assert titles(year, when="all_year") == ["Buddies", "Parcels"]

    def test_reach_counts_schools_of_others_too(self, year, school):
        other = make_school()
        make_activity(school)
        make_activity(reached=(other, school), title="Helpers")
        assert touched(activities(year)) == (frozenset({school.pk}), frozenset({other.pk, school.pk}))

    def test_what_is_missing(self, year, school):
        make_activity(school, audiences=[Audience.objects.get(name="Children with SEND")], year_groups=[7])
        make_activity(title="Parcels", audiences=[Audience.objects.get(name="Children in care")], year_groups=[3])
        places = ["North-East", "West"]
        assert [(row.name, row.counts) for row in vulnerable_gaps(year, places)] == [
            ("Children in care", (1, 1)), ("Children with SEND", (1, 0)), ("Otherwise vulnerable children", (0, 0)),
        ]  # fmt: skip
        assert [(row.name, row.counts) for row in year_group_gaps(year, places)] == [
            ("Year 6", (0, 0)), ("Year 7", (1, 0)),
        ]  # fmt: skip


class TestPages:
    def test_a_school_enters_changes_and_takes_off(self, client, year, school, head):
        sign_in(client, head)
        response = client.post(reverse("taskforce:add_activity"), answers(), follow=True)
        found = ReadingActivity.objects.get()
        assert "“Reading buddies” is on the map." in response.content.decode()
        assert (found.organisation, found.year_groups) == (school, [5, 6])
        client.post(reverse("taskforce:change_activity", args=[found.pk]), answers(title="Book friends"))
        found.refresh_from_db()
        assert found.title == "Book friends"
        client.post(reverse("taskforce:withdraw_activity", args=[found.pk]))
        assert "Nothing on the map answers this yet." in client.get(reverse("taskforce:reading")).content.decode()

    def test_what_is_wrong_stands_beside_the_field_and_nothing_is_lost(self, client, year, head):
        sign_in(client, head)
        page = client.post(reverse("taskforce:add_activity"), answers(year_groups=[], link="no link")).content.decode()
        assert "Select at least one year group" in page
        assert "Reading buddies" in page
        assert not ReadingActivity.objects.exists()

    def test_an_officer_says_who_does_it_and_with_which_schools(self, client, year, school):
        district = make_district()
        sign_in(client, make_account(Role.QUADRANT_OFFICER, district.quadrant))
        given = answers(done_by="A library", district=district.pk, reached=f"{school.school.urn}\nMarsh primary school")
        client.post(reverse("taskforce:add_activity"), given)
        found = ReadingActivity.objects.get()
        assert (found.organisation, found.done_by, list(found.reached.all())) == (None, "A library", [school])

    @pytest.mark.parametrize(
        ("words", "message"),
        [("999", "“999” is no school"), ("Hill School", "2 schools"), ("²", "is no school")],
    )
    def test_a_school_that_is_not_known_is_named(self, client, year, words, message):
        make_school(name="Hill School")
        make_school(name="Hill School")
        sign_in(client, make_account(Role.ADMINISTRATOR))
        page = client.post(reverse("taskforce:add_activity"), answers(done_by="A library", reached=words))
        assert message in page.content.decode()

    def test_a_partnership_lead_enters_what_the_partnership_does(self, client, year):
        lead = make_account(Role.PARTNERSHIP_LEAD)
        sign_in(client, lead)
        client.post(reverse("taskforce:add_activity"), answers(reached=""))
        assert ReadingActivity.objects.get().organisation == lead.memberships.get().organisation

    def test_others_do_not_change_it(self, client, year, school):
        found = make_activity(school)
        for person in (
            make_account(Role.HEADTEACHER), make_account(Role.FINANCE),
            make_account(Role.QUADRANT_OFFICER, make_district("Harlow", "West").quadrant),
        ):  # fmt: skip
            sign_in(client, person)
            assert client.get(reverse("taskforce:activity", args=[found.pk])).status_code == 200
            for route in ("change_activity", "withdraw_activity"):
                assert client.post(reverse(f"taskforce:{route}", args=[found.pk]), answers()).status_code == 404
        found.refresh_from_db()
        assert found.title == "Reading buddies"
        assert found.withdrawn_at is None

    def test_finance_enters_nothing(self, client, year):
        sign_in(client, make_account(Role.FINANCE))
        assert client.get(reverse("taskforce:add_activity")).status_code == 403

    def test_figures_open_their_rows(self, client, year, school, head):
        make_school(name="Hill Primary School", district=make_district("Harlow", "West"))
        make_activity(school)
        sign_in(client, head)
        page = client.get(reverse("taskforce:reach")).content.decode()
        assert "?place=North-East&amp;touch=own#schools" in page
        listed = client.get(reverse("taskforce:reach"), {"place": "North-East", "touch": "own"}).content.decode()
        assert "1 school in North-East: does something itself" in listed
        assert "Hill Primary School" not in listed
        assert (
            "1 school: nothing entered yet"
            in client.get(reverse("taskforce:reach"), {"touch": "not_yet"}).content.decode()
        )

    def test_nonsense_in_the_address_shows_everything(self, client, year, school, head):
        make_activity(school)
        sign_in(client, head)
        for route in ("reading", "reach", "missing"):
            nonsense = {"quadrant": "x", "year_group": "y", "audience": "-1", "touch": "z", "place": "nowhere"}
            response = client.get(reverse(f"taskforce:{route}"), nonsense)
            assert response.status_code == 200

    def test_before_there_is_a_year(self, client, head):
        sign_in(client, head)
        assert "There is no year of reading yet" in client.get(reverse("taskforce:reading")).content.decode()
        assert client.get(reverse("taskforce:reach")).status_code == 404

    @pytest.mark.parametrize("route", ["reading", "reach", "missing"])
    def test_as_many_queries_for_30_as_for_3(self, client, year, head, route):
        sign_in(client, head)
        address = reverse(f"taskforce:{route}")

        def queries() -> int:
            with CaptureQueriesContext(connection) as found:
                assert client.get(address).status_code == 200
            return len(found)

        district = make_district()
        for number in range(3):
            make_activity(make_school(district=district), title=f"Activity {number}")
        client.get(address)
        few = queries()
        for number in range(3, 30):
            make_activity(make_school(district=district), title=f"Activity {number}", held_on=date(2022, 3, 3))
        assert queries() == few <= 15


class TestKeeping:
    @pytest.fixture
    def keeper(self, client, year):
        person = make_account(Role.ADMINISTRATOR)
        sign_in(client, person)
        return person

    def test_the_year_is_changed_with_a_trace(self, client, year, keeper):
        given = {
            "title": "Year of Stories",
            "about": "",
            "focus": ["3"],
            "question": "What more?",
            "working_group_from": "",
        }
        client.post(reverse("taskforce:change_reading_year"), given)
        assert str(ReadingYear.objects.get()) == "Year of Stories 2022"
        event = AuditEvent.objects.get(event="reading_year.changed")
        assert (event.before["focus"], event.after["focus"], event.actor_id) == ([6, 7], [3], keeper.pk)

    def test_audiences_are_added_and_retired(self, client, keeper):
        client.post(reverse("taskforce:add_audience"), {"name": "Grandparents", "position": 9, "in_use": "on"})
        found = Audience.objects.get(name="Grandparents")
        page = client.post(reverse("taskforce:add_audience"), {"name": "grandparents", "position": 9}).content.decode()
        assert "There is an audience of this name already." in page
        client.post(reverse("taskforce:change_audience", args=[found.pk]), {"name": "Grandparents", "position": 9})
        assert not Audience.objects.get(pk=found.pk).in_use

    def test_a_book_is_a_file_or_a_link(self, client, keeper):
        address = reverse("taskforce:add_book")
        client.post(address, {"title": "Fifty ideas", "upload": make_upload()})
        book = IdeaBook.objects.get()
        response = client.get(reverse("taskforce:book_file", args=[book.pk]))
        assert b"".join(response.streaming_content) == PDF
        for wrong in ({"title": "Neither"}, {"title": "Both", "link": "https://a.example", "upload": make_upload()}):
            assert "either a link or a file" in client.post(address, wrong).content.decode()
        assert (
            "but is not one"
            in client.post(address, {"title": "Wrong", "upload": make_upload(content=b"text")}).content.decode()
        )
        client.post(reverse("taskforce:withdraw_book", args=[book.pk]))
        assert client.get(reverse("taskforce:book_file", args=[book.pk])).status_code == 404
        assert "Fifty ideas" not in client.get(reverse("taskforce:reading")).content.decode().split('id="books"')[1]


def test_starting_content_is_loaded_once_and_stays_as_it_is_edited():
    starting_content.load()
    ReadingYear.objects.update(question="Another question?")
    starting_content.load()
    assert ReadingYear.objects.get().question == "Another question?"
    assert Audience.objects.filter(vulnerable=True).count() == 3
