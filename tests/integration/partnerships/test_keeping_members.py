"""Schools join, leave and move: what is written, and what is refused with which words."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db.backends.postgresql.psycopg_any import DateRange

from essex_portal.accounts.roles import Role
from essex_portal.audit.models import AuditEvent
from essex_portal.organisations.models import SchoolLink
from essex_portal.organisations.states import EstablishmentStatus
from partnerships.models import PartnershipFacts, PartnershipMember
from partnerships.services.members import add_school, end_membership, move_school
from partnerships.services.refusals import DirectoryRefused
from tests.factories.accounts import make_account, sign_in
from tests.factories.partnerships import add_school as there
from tests.factories.partnerships import make_partnership, make_quadrant
from tests.factories.people import make_person
from tests.factories.schools import make_school

pytestmark = pytest.mark.django_db
SEP, JAN = date(2021, 9, 1), date(2022, 1, 4)


@pytest.fixture
def officer():
    return make_person(Role.QUADRANT_OFFICER, make_quadrant())


def add(partnership, school, by, now, from_on=SEP, **more):
    return add_school(partnership=partnership, school=school, from_on=from_on, by=by, now=now, **more)


def refused(call, *words):
    with pytest.raises(DirectoryRefused) as refusal:
        call()
    for word in words:
        assert word in str(refusal.value)
    return refusal.value


class TestAdding:
    def test_writes_the_day_who_said_it_and_an_event(self, officer, now):
        member = add(make_partnership(), make_school(), officer, now)
        assert (member.valid.lower, member.valid.upper, member.added_by) == (SEP, None, officer)
        event = AuditEvent.objects.get(event="partnership_member.added")
        assert event.after == {"from_on": "2021-09-01", "until": None, "source": "officer"}

    def test_a_lead_adds_to_their_own(self, now):
        partnership = make_partnership()
        lead = make_person(Role.PARTNERSHIP_LEAD, partnership)
        assert add(partnership, make_school(), lead, now).partnership == partnership

    @pytest.mark.parametrize("role", [Role.PARTNERSHIP_LEAD, Role.QUADRANT_OFFICER])
    def test_others_may_not(self, role, now):
        with pytest.raises(PermissionDenied):
            add(make_partnership(), make_school(), make_person(role), now)

    def test_not_twice_at_once(self, officer, now):
        school = make_school(name="Oak Primary")
        partnership = make_partnership("Marsh", schools=[school])
        words = "Oak Primary is in Marsh already, from 1 September 2020."
        assert refused(lambda: add(partnership, school, officer, now), words).field == "school"

    def test_not_in_two_of_an_exclusive_kind(self, officer, now):
        school = make_school(name="Oak Primary")
        make_partnership("First Trust", kind="trust", schools=[school])
        second = make_partnership("Second Trust", kind="trust")
        refused(lambda: add(second, school, officer, now), "First Trust from 1 September 2020", "one partnership of")
        assert add(make_partnership(), school, officer, now)

    def test_again_after_it_left(self, officer, now):
        school, partnership = make_school(), make_partnership()
        there(partnership, school, until=SEP)
        assert add(partnership, school, officer, now)

    def test_not_a_school_that_closed_but_the_one_that_took_over(self, officer, now):
        old = make_school(name="Oak Infant", status=EstablishmentStatus.CLOSED)
        old.closed_on = date(2021, 8, 31)
        old.save()
        new = make_school(name="Oak Academy")
        SchoolLink.objects.create(earlier=old.school, later=new.school, kind="Successor")
        words = "Oak Infant closed on 31 August 2021. Oak Academy took over from it: add that school."
        refused(lambda: add(make_partnership(), old, officer, now), words)
        assert add(make_partnership(), old, officer, now, from_on=date(2021, 8, 31), until=SEP)

    def test_not_before_the_partnership_is_there(self, officer, now):
        partnership = make_partnership("Marsh")
        PartnershipFacts.objects.update(valid=DateRange(date(2021, 10, 1), None))
        refused(lambda: add(partnership, make_school(), officer, now), "Marsh is not in the directory on 1 September")

    def test_not_far_ahead_and_not_backwards(self, officer, now):
        partnership, school = make_partnership(), make_school()
        refused(lambda: add(partnership, school, officer, now, from_on=date(2201, 9, 1)), "Check the year")
        refused(lambda: add(partnership, school, officer, now, until=SEP), "The last day is before 1 September 2021")
        assert not PartnershipMember.objects.exists()


class TestEnding:
    def test_the_last_day_is_the_last_day_in(self, officer, now):
        member = there(make_partnership(), make_school())
        end_membership(member=member, last_on=date(2021, 12, 31), reason="Joined a trust", by=officer, now=now)
        member.refresh_from_db()
        assert (member.valid.upper, member.last_day) == (date(2022, 1, 1), date(2021, 12, 31))
        assert (member.end_reason, member.ended_by) == ("Joined a trust", officer)

    def test_not_before_the_first_day(self, officer, now):
        member = there(make_partnership(), make_school(), since=SEP)
        end = lambda: end_membership(member=member, last_on=date(2021, 8, 31), reason="x", by=officer, now=now)  # noqa: E731
        assert refused(end, "member since 1 September 2021").field == "last_on"

    def test_a_corrected_day_does_not_run_into_what_came_after(self, officer, now):
        school, partnership = make_school(), make_partnership("Marsh")
        first = there(partnership, school, until=SEP)
        there(partnership, school, since=JAN)
        end = lambda: end_membership(member=first, last_on=JAN, reason="x", by=officer, now=now)  # noqa: E731
        refused(end, "is in Marsh already, from 4 January 2022")

    def test_needs_a_reason(self, officer, now):
        member = there(make_partnership(), make_school())
        end = lambda: end_membership(member=member, last_on=SEP, reason=" ", by=officer, now=now)  # noqa: E731
        assert refused(end, "why").field == "reason"


class TestMoving:
    def test_ends_the_one_and_begins_the_other_on_the_same_night(self, officer, now):
        school = make_school()
        old, new = make_partnership(kind="trust"), make_partnership(kind="trust")
        member = there(old, school)
        moved = move_school(member=member, to=new, from_on=JAN, reason="Re-brokered", by=officer, now=now)
        member.refresh_from_db()
        assert (member.valid.upper, moved.valid.lower) == (JAN, JAN)

    def test_nothing_moves_when_the_other_refuses(self, officer, now):
        school, elsewhere = make_school(), make_partnership(quadrant=make_quadrant("West"))
        member = there(make_partnership(), school)
        with pytest.raises(PermissionDenied):
            move_school(member=member, to=elsewhere, from_on=JAN, reason="x", by=officer, now=now)
        member.refresh_from_db()
        assert member.valid.upper is None


class TestPages:
    @pytest.fixture(autouse=True)
    def on_the_day(self, now):
        with time_machine.travel(now, tick=False):
            yield

    def test_an_officer_finds_and_adds_a_school(self, client):
        sign_in(client, make_account(Role.QUADRANT_OFFICER, make_quadrant()))
        partnership, school = make_partnership("Marsh"), make_school(name="Oak Primary")
        page = f"/partnerships/{partnership.pk}/schools/add/?q=oak"
        assert b"Oak Primary" in client.get(page).content
        response = client.post(page, {"school": school.pk, "from_on": "2021-09-01"}, follow=True)
        assert b"Oak Primary is in Marsh from 1 September 2021." in response.content
        again = client.post(page, {"school": school.pk, "from_on": "2021-10-01"})
        assert b"Oak Primary is in Marsh already" in again.content
        assert b'value="10"' in again.content

    def test_a_refusal_keeps_what_was_entered(self, client):
        sign_in(client, make_account(Role.QUADRANT_OFFICER, make_quadrant()))
        member = there(make_partnership(), make_school(), since=SEP)
        response = client.post(f"/partnerships/members/{member.pk}/end/", {"last_on": "2021-08-01", "reason": "Gone"})
        assert b"Its last day must be 1 September 2021 or later" in response.content
        assert b'value="Gone"' in response.content

    @pytest.mark.parametrize("route", ["end", "move"])
    def test_others_do_not_find_it(self, client, route):
        member = there(make_partnership(), make_school())
        sign_in(client, make_account(Role.QUADRANT_OFFICER, make_quadrant("West")))
        assert client.get(f"/partnerships/members/{member.pk}/{route}/").status_code == 404
        assert client.get(f"/partnerships/{member.partnership_id}/schools/add/").status_code == 404
