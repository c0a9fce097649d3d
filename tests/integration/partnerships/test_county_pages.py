"""Boards, meetings, schools on their own, the stated figure, and a quadrant's page."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from essex_portal.accounts.roles import Role
from essex_portal.accounts.services import the_council
from essex_portal.organisations.models import District
from essex_portal.organisations.states import EstablishmentStatus
from partnerships import starting_content
from partnerships.models import Board, BoardSeat, PartnershipMeeting, StatedCount
from partnerships.queries.boards import seats_on
from partnerships.queries.isolation import isolated_schools
from partnerships.services.boards import BoardFacts, add_seat, end_seat, keep_board
from partnerships.services.meetings import record_meeting, remove_meeting
from partnerships.services.refusals import DirectoryRefused
from partnerships.services.stated import state_count
from partnerships.starting_offices import load_boards, load_offices
from partnerships.states import SeatKind
from tests.factories.accounts import make_account, sign_in
from tests.factories.partnerships import add_school, make_partnership, make_quadrant
from tests.factories.people import make_person
from tests.factories.schools import make_school

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("briefing_day")]
TODAY = date(2021, 11, 10)


@pytest.fixture
def admin():
    return make_account(Role.ADMINISTRATOR, the_council())


@pytest.fixture
def district():
    return District.objects.create(code="E07000076", name="Tendring", quadrant=make_quadrant())


class TestBoards:
    def make(self, by, quadrant=None, name="Strategic Board"):
        return keep_board(board=None, facts=BoardFacts(name, "", "Tendring", quadrant, ""), by=by)

    def test_a_seat_has_its_days(self, officer, now):
        board = self.make(officer, make_quadrant())
        seat = add_seat(
            board=board, kind=SeatKind.ORGANISATION, name="Health", body=None, from_on=TODAY, by=officer, now=now
        )
        end_seat(seat=seat, last_on=date(2022, 8, 31), reason="Merged", by=officer)
        days = (date(2021, 11, 9), TODAY, date(2022, 8, 31), date(2022, 9, 1))
        assert [seats_on(board, day).count() for day in days] == [0, 1, 1, 0]
        with pytest.raises(DirectoryRefused, match="cannot end before"):
            end_seat(seat=seat, last_on=date(2021, 11, 9), reason="", by=officer)

    def test_nobody_sits_twice_at_once(self, officer, now):
        board = self.make(officer, make_quadrant())
        seat = {"board": board, "kind": SeatKind.ORGANISATION, "body": None, "by": officer, "now": now}
        add_seat(name="Health", from_on=TODAY, **seat)
        with pytest.raises(DirectoryRefused, match="has a seat on this board then"):
            add_seat(name="health", from_on=date(2022, 1, 1), **seat)

    def test_the_countys_boards_are_the_administrators(self, officer, admin):
        with pytest.raises(PermissionDenied):
            self.make(officer)
        self.make(admin)
        with pytest.raises(DirectoryRefused, match="There is a board called"):
            self.make(officer, make_quadrant())

    def test_the_countys_list_leads_to_partnerships_and_schools(self):
        for name in starting_content.read("directory")["partnerships"]:
            make_quadrant(name)
        starting_content.load_directory()
        school = make_school(name="Holland Haven Primary School")
        for _ in range(2):
            load_boards(starting_content.read("boards"))
        board = Board.objects.get(short_name="TESB")
        assert board.seats.count() == 7 + 9 + 13
        assert BoardSeat.objects.get(name="Holland Haven Primary School").body == school
        assert BoardSeat.objects.get(name="Harwich Education Partnership (HEP)").body.name.startswith("Harwich")
        assert BoardSeat.objects.get(name="Academies Enterprise Trust").body is None

    def test_on_screen(self, client, officer):
        sign_in(client, officer)
        marsh = make_partnership("Marsh Partnership")
        given = {"name": "Marsh Board", "area": "The marsh", "quadrant": make_quadrant().pk}
        made = client.post("/partnerships/boards/new/", given, follow=True)
        page = made.redirect_chain[-1][0]
        seat = {"kind": "partnership", "name": "Marsh Partnership", "from_on": "2021-09-01"}
        shown = client.post(f"{page}seats/add/", seat, follow=True).content
        assert b"1 September 2021" in shown
        assert b"Marsh Partnership has a seat on this board then" in client.post(f"{page}seats/add/", seat).content
        assert b"Marsh Board" in client.get(f"/partnerships/{marsh.pk}/").content
        assert b"Marsh Partnership" not in client.get(f"{page}?on=2021-08-31").content
        sign_in(client, make_account(Role.QUADRANT_OFFICER, make_quadrant("West")))
        assert client.get(f"{page}seats/add/").status_code == 403


class TestMeetingsAndIsolation:
    def test_a_meeting_is_written_down_once_and_not_ahead(self, officer, now):
        partnership = make_partnership()
        for _ in range(2):
            record_meeting(partnership=partnership, held_on=TODAY, about="Reading", by=officer, now=now)
        meeting = PartnershipMeeting.objects.get()
        with pytest.raises(DirectoryRefused, match="in the future"):
            record_meeting(partnership=partnership, held_on=date(2021, 11, 11), about="x", by=officer, now=now)
        with pytest.raises(PermissionDenied):
            remove_meeting(meeting=meeting, by=make_person(Role.PARTNERSHIP_LEAD), now=now)
        remove_meeting(meeting=meeting, by=officer, now=now)
        assert not PartnershipMeeting.objects.exists()

    def test_who_is_on_their_own(self, officer, district, now):
        met, quiet = make_partnership("Met"), make_partnership("Quiet")
        named = ("Alone", "In met", "In quiet", "In both")
        schools = {name: make_school(name=name, district=district) for name in named}
        make_school(name="Closed", district=district, status=EstablishmentStatus.CLOSED)
        make_school(name="Elsewhere", la=883, district=district)
        for name, partnerships in (("In met", [met]), ("In quiet", [quiet]), ("In both", [met, quiet])):
            for partnership in partnerships:
                add_school(partnership, schools[name])
        for partnership, day in ((met, date(2020, 11, 11)), (quiet, date(2020, 11, 10))):
            record_meeting(partnership=partnership, held_on=day, about="Reading", by=officer, now=now)
        found = [(one.school.name, one.partnerships, one.last_met) for one in isolated_schools(make_quadrant(), TODAY)]
        assert found == [("Alone", "", None), ("In quiet", "Quiet", date(2020, 11, 10))]

    def test_the_page_and_its_file(self, client, officer, district):
        make_school(name="=Alone", district=district)
        sign_in(client, officer)
        assert b"=Alone" in client.get("/partnerships/schools-alone/").content
        assert "'=Alone" in client.get("/partnerships/schools-alone.csv").content.decode()
        assert client.get("/partnerships/schools-alone.pdf").status_code == 404

    def test_as_many_queries_for_30_schools_as_for_3(self, client, officer, district):
        sign_in(client, officer)
        counts = []
        for size in (3, 30):
            for _ in range(size):
                make_school(district=district)
                add_school(make_partnership(), make_school(district=district))
            client.get("/partnerships/schools-alone/")
            with CaptureQueriesContext(connection) as queries:
                client.get("/partnerships/schools-alone/")
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 15


class TestStatedFigure:
    def test_administrators_write_it_down(self, officer, admin):
        given = {"number": 39, "stated_on": TODAY, "source": "The board", "today": TODAY}
        with pytest.raises(PermissionDenied):
            state_count(**given, by=officer)
        for number in (38, 39):
            state_count(**given | {"number": number}, by=admin)
        assert StatedCount.objects.get().number == 39
        with pytest.raises(DirectoryRefused, match="in the future"):
            state_count(**given | {"stated_on": date(2021, 11, 11)}, by=admin)

    def test_on_screen(self, client, admin):
        sign_in(client, admin)
        given = {"number": "39", "stated_on": "2021-11-01", "source": "The board"}
        assert b"1 November 2021" in client.post("/partnerships/stated/", given, follow=True).content
        refused = client.post("/partnerships/stated/", given | {"number": "0"}).content
        assert b"govuk-error-summary" in refused
        assert b'value="The board"' in refused
        assert StatedCount.objects.count() == 1


class TestQuadrant:
    def test_shows_staff_partnerships_boards_and_actions(self, client, officer):
        load_offices(starting_content.read("offices"))
        load_boards(starting_content.read("boards"))
        make_partnership("Marsh")
        make_partnership("Far away", quadrant=make_quadrant("West"))
        sign_in(client, officer)
        shown = client.get(f"/partnerships/quadrants/{make_quadrant().pk}/").content.decode()
        assert "Marsh" in shown
        assert "Far away" not in shown
        assert "Tendring Education Strategic Board" in shown
        assert "No action of this quadrant is open" in shown

    def test_headteachers_do_not_see_the_tracker_there(self, client):
        sign_in(client, make_account(Role.HEADTEACHER))
        assert b"No action of this quadrant" not in client.get(f"/partnerships/quadrants/{make_quadrant().pk}/").content
        assert client.get(f"/partnerships/quadrants/{make_partnership().pk}/").status_code == 404


class TestTrainingCovered:
    def test_counts_schools_and_people_by_course_for_those_who_keep_it(self, client, officer):
        from tests.factories.cancellations import make_booking
        from tests.factories.invoices import make_invoice
        from traded_assessment.models import Attendee, Order
        from traded_assessment.states import Attendance

        school = make_school(name="Oak Primary")
        head = make_account(Role.HEADTEACHER, school)
        booking = make_booking(Order.objects.get(reference=make_invoice(school, by=head).references[0]), places=2)
        when = booking.training_session.starts_at
        for name, attendance in (("Year 2 teacher", Attendance.ATTENDED), ("Year 1 teacher", Attendance.ABSENT)):
            Attendee.objects.create(booking=booking, name=name, attendance=attendance, attendance_at=when)
        partnership = make_partnership(schools=[school, make_school()])
        with time_machine.travel(when, tick=False):
            sign_in(client, officer)
            [panel] = training_shown(client, partnership)
            sign_in(client, head)
            assert training_shown(client, partnership) == []
        [row] = [row for row in panel.context["rows"] if row["people"]]
        assert (row["schools"], row["people"], row["booked"]) == (1, 1, 0)


def training_shown(client, partnership):
    shown = client.get(f"/partnerships/{partnership.pk}/").context["panels"]
    return [panel for panel in shown if panel.title == "Training covered"]
