"""The coverage map: which schools have somebody trained for a duty, also by partnership."""

import csv
import io
from datetime import UTC, datetime

import pytest

from essex_portal.accounts.roles import Role
from essex_portal.organisations.models import Organisation, SchoolLink
from tests.factories.partnerships import add_school, make_partnership
from tests.factories.people import make_person
from tests.factories.places import write_booking
from tests.factories.schools import make_school
from tests.factories.training import TrainingSessionFactory
from tests.integration.training.coverage.conftest import (
    NOW,
    PHONICS,
    PRIMARY,
    address,
    coverage,
    primary,
    session,
    states,
)
from traded_assessment.models import Attendee, Booking, Duty
from traded_assessment.queries.coverage import CoverageOfYear, counts, narrowed, window_of, with_nobody
from traded_assessment.states import BookingState, Coverage, SessionState

pytestmark = pytest.mark.django_db


class TestWhoIsTrained:
    def test_trained_booked_nobody_and_who_does_not_have_to(self, duty, head):
        school = [primary(name=name) for name in ("Attended", "Booked", "Nobody", "Away")]
        primary(name="Secondary", low_age=11, high_age=18)
        primary(name="Suffolk", la=935)
        make_school(name="Independent", type_code=11, **PRIMARY)
        at = session()
        for one in (*school[:2], school[3]):
            write_booking(at, one, head, f"{one.pk}@school.example")
        for one, came in ((school[0], "attended"), (school[3], "absent")):
            person = Attendee.objects.get(booking__school=one)
            person.record(came, at=NOW, by_id=head.pk)
            person.save()

        assert states(duty) == {
            "Attended": Coverage.TRAINED,
            "Away": Coverage.NOBODY,
            "Booked": Coverage.BOOKED,
            "Nobody": Coverage.NOBODY,
        }

    @pytest.mark.parametrize(
        "changes",
        [
            {"state": SessionState.CANCELLED},
            {"starts_at": datetime(2022, 6, 6, 9, tzinfo=UTC), "ends_at": datetime(2022, 6, 6, 10, tzinfo=UTC)},
            {"starts_at": datetime(2021, 7, 1, 9, tzinfo=UTC), "ends_at": datetime(2021, 7, 1, 10, tzinfo=UTC)},
        ],
        ids=["cancelled", "after the window opens", "the year before"],
    )
    def test_sessions_that_do_not_count(self, duty, head, changes):
        school = primary(name="School")
        write_booking(session(**changes), school, head, "a@school.example")
        assert states(duty) == {"School": Coverage.NOBODY}

    def test_other_courses_and_cancelled_bookings_do_not_count(self, duty, head):
        school = primary(name="School")
        write_booking(TrainingSessionFactory(), school, head, "a@school.example")
        write_booking(session(), school, head, "b@school.example", state=BookingState.CANCELLED)
        assert states(duty) == {"School": Coverage.NOBODY}

    def test_places_without_a_name_are_booked(self, duty, head):
        school = primary(name="School")
        write_booking(session(), school, head)
        assert states(duty) == {"School": Coverage.BOOKED}

    def test_what_a_predecessor_did_counts_also_in_a_circle(self, duty, head):
        school, before, first = primary(name="Academy"), make_school(la=882), make_school(la=882)
        for later, earlier in ((school, before), (before, first), (first, before)):
            SchoolLink.objects.create(later=later.school, earlier=earlier.school, kind="Predecessor")
        write_booking(session(), before, head, "a@school.example")
        assert states(duty) == {"Academy": Coverage.BOOKED}

    def test_groups(self, duty, head, mid):
        booked = primary(name="In", district=mid)
        primary(name="Out")
        write_booking(session(), booked, head, "a@school.example")
        found = coverage().of(duty)

        assert [(one.group.name, one.booked, one.nobody, one.share) for one in counts(found)] == [
            ("Mid", 1, 0, 100),
            ("No quadrant", 0, 1, 0),
        ]
        key = f"quadrant-{mid.quadrant_id}"
        assert [one.school.name for one in narrowed(found, group=key, state="")] == ["In"]
        assert [one.school.name for one in narrowed(found, group="", state="nobody")] == ["Out"]
        assert {one.in_words for one in coverage("district").of(duty)} == {"Chelmsford", "No district"}

    def test_all_duties_at_a_glance(self, duty, head, mid):
        infant = primary(name="Infant", district=mid, low_age=5, high_age=7)
        primary(name="Junior", low_age=7)
        write_booking(session(), infant, head, "a@school.example")
        year = coverage()
        duties = list(Duty.objects.all())
        assert duties[0].name == PHONICS
        rows = {row.group.name: row.nobody for row in with_nobody([year.of(one) for one in duties])}
        assert rows == {"Mid": [0, 1, None, None], "No quadrant": [None, None, 1, 1]}

    def test_without_a_window_the_whole_year_counts(self, duty, head):
        school = primary(name="School")
        july = datetime(2022, 7, 6, 15, tzinfo=UTC)
        write_booking(session(starts_at=july, ends_at=july.replace(hour=16)), school, head, "a@b.example")
        assert states(duty) == {"School": Coverage.NOBODY}
        duty.windows.all().delete()
        assert window_of(duty, "2021/22") is None
        assert states(duty) == {"School": Coverage.BOOKED}


def test_booked_never_counts_below_nothing(duty, head):
    """A person who did not attend out of one place leaves nobody, however the rows came about."""
    school = primary(name="School")
    write_booking(session(), school, head, "a@school.example", "b@school.example")
    for person in Attendee.objects.all():
        person.record("absent", at=NOW, by_id=head.pk)
        person.save()
    assert Booking.objects.get().places == 2
    assert states(duty) == {"School": Coverage.NOBODY}


class TestByPartnership:
    """What the portal's home adds: this app knows no partnership. docs/adr/0018."""

    @pytest.fixture
    def schools(self, duty, head):
        found = {name: primary(name=name) for name in ("Booked", "Nobody", "Alone", "Left")}
        write_booking(session(), found["Booked"], head, "a@school.example")
        cluster = make_partnership("Cluster", schools=[found["Booked"], found["Nobody"]])
        make_partnership("Trust schools", kind="trust", schools=[found["Booked"]])
        add_school(cluster, found["Left"], until=NOW.date())
        return found

    def test_a_school_counts_in_each_of_its_partnerships_of_the_day(self, schools, duty):
        found = coverage("partnership").of(duty)
        assert [(one.group.name, one.booked, one.nobody) for one in counts(found)] == [
            ("Cluster", 1, 1),
            ("No partnership", 0, 2),
            ("Trust schools", 1, 0),
        ]
        assert [one.school.name for one in found] == sorted(schools), "each is listed once"

    def test_a_year_that_is_over_is_counted_by_its_last_day(self, schools, duty):
        year = CoverageOfYear("2020/21", "partnership", NOW.date())
        assert ("Cluster", 0, 3) in [(one.group.name, one.booked, one.nobody) for one in counts(year.of(duty))]

    def test_one_partnership_is_looked_at_and_written_to(self, as_office, schools, duty):
        make_person(Role.HEADTEACHER, schools["Nobody"], email="head@nobody.example")
        make_person(Role.HEADTEACHER, schools["Alone"], email="head@alone.example")
        key = f"partnership-{Organisation.objects.get(name='Cluster').pk}"
        asked = {"duty": duty.pk, "by": "partnership", "group": key, "state": "nobody"}
        page = as_office.get(address("coverage", **asked)).content.decode()
        assert "A school in more than one partnership is counted in each." in page
        assert "1 school in Cluster: nobody trained" in page
        written = {"subject": "Training", "text": "Please book.", "reply_to": "t@council.example", "key": "k"}
        preview = as_office.post(address("write_to_schools", **asked), written)
        assert [person.address for person in preview.context["audience"].recipients] == ["head@nobody.example"]
        content = as_office.get(address("coverage_csv", **asked)).content.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(content)))
        assert [row[:3:2] for row in rows] == [["School", "Partnership"], ["Nobody", "Cluster"]]
