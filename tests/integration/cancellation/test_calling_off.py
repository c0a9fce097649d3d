"""A session is called off: its bookings move or are credited, once each, also when the worker is killed."""

from datetime import UTC, datetime
from decimal import Decimal
from unittest.mock import patch

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from essex_portal.accounts.roles import Role
from essex_portal.jobs.states import JobState
from essex_portal.mail.models import Message
from tests.factories.invoices import invoice_of
from tests.factories.people import make_person
from tests.factories.schools import make_school
from tests.factories.training import TrainingSessionFactory
from tests.integration.cancellation.conftest import LATE
from traded_assessment.models import Booking, Cancellation, CoveredPlace, CreditNote, Order, SessionCallOff
from traded_assessment.queries.calling_off import outlook_of
from traded_assessment.queries.invariants import broken_invoice_invariants
from traded_assessment.services import calling_off
from traded_assessment.services.calling_off import call_off, settle_call_off
from traded_assessment.services.catalogue import CatalogueRefused
from traded_assessment.states import BookingState, CreditKind, Product, SessionState


@pytest.fixture
def schools(book):
    """Three schools with two people each at an event."""

    def booked(event):
        found = []
        for name in ("Ash", "Birch", "Cedar"):
            school = make_school(name=f"{name} Primary School")
            by = make_person(Role.HEADTEACHER, school, email=f"head@{name.lower()}.example")
            found.append(book(event, f"{name} One", f"{name} Two", school=school, by=by))
        return found

    return booked


def off(session, officer, **changes):
    row = call_off(session=session, reason="The trainer is ill", by=officer, now=LATE, **changes)
    settle_call_off(row.pk, now=LATE)
    row.refresh_from_db()
    return row


def test_every_school_is_credited_in_full_however_late_it_is(schools, officer, event):
    bookings = schools(event)
    row = off(event, officer)
    event.refresh_from_db()
    assert (event.state, event.places_sold, row.state) == (SessionState.CANCELLED, 0, JobState.READY)
    assert {one.kind for one in row.cancellations.all()} == {CreditKind.SESSION_CANCELLED}
    assert [invoice_of(one.order).outstanding for one in bookings] == [0, 0, 0]
    told = Message.objects.filter(key__startswith="cancellation:")
    assert told.count() == 9
    assert all("The trainer is ill" in message.text for message in told)


def test_covered_places_come_back(book, officer, session):
    book(None)
    book(session, "One", "Two")
    off(session, officer)
    assert not CoveredPlace.objects.exists()


def test_bookings_move_as_long_as_there_is_room_and_the_rest_is_credited(schools, officer, event, other_date):
    first, second, third = schools(event)
    other_date.capacity = 5
    other_date.save()
    expected = outlook_of(event, other_date)
    assert [one.moves for one in expected.outcomes] == [True, True, False]
    assert expected.back == Decimal(75)
    off(event, officer, move_to=other_date)
    kinds = dict(Cancellation.objects.values_list("booking", "kind"))
    assert kinds == {first.pk: "moved", second.pk: "moved", third.pk: "session_cancelled"}
    other_date.refresh_from_db()
    assert other_date.places_sold == 4
    moved = Message.objects.filter(subject__startswith="Moved", to="head@ash.example").get()
    assert "The trainer is ill" in moved.text
    assert broken_invoice_invariants() == []


def test_nobody_pays_more_for_a_session_that_the_council_moved(book, officer, session):
    """Covered at the one, not at the other, whose year has no subscription."""
    book(None)
    booking = book(session, "One")
    next_year = TrainingSessionFactory(course=session.course, starts_at=datetime(2022, 10, 3, 16, tzinfo=UTC))
    off(session, officer, move_to=next_year)
    assert Cancellation.objects.get(booking=booking).kind == CreditKind.SESSION_CANCELLED


def test_a_killed_worker_leaves_nothing_undone_and_nothing_twice(schools, officer, event):
    schools(event)
    row = call_off(session=event, reason="The trainer is ill", by=officer, now=LATE)
    settle, seen = calling_off.settle, []

    def killed_at_the_second(**of):
        seen.append(of["booking"])
        if len(seen) == 2:
            raise SystemExit
        return settle(**of)

    with patch.object(calling_off, "settle", killed_at_the_second), pytest.raises(SystemExit):
        settle_call_off(row.pk, now=LATE)
    assert Booking.objects.filter(state=BookingState.BOOKED).count() == 2
    for _ in range(2):
        settle_call_off(row.pk, now=LATE)
    row.refresh_from_db()
    assert (row.state, row.progress_done, row.progress_total) == (JobState.READY, 3, 3)
    assert Cancellation.objects.count() == CreditNote.objects.count() == 3


def test_settling_one_booking_twice_is_once(schools, officer, event):
    booking, *_ = schools(event)
    row = call_off(session=event, reason="The trainer is ill", by=officer, now=LATE)
    rows = {calling_off.settle(booking=booking, call_off=row, now=LATE).pk for _ in range(2)}
    assert len(rows) == 1


def test_what_is_refused(officer, head, event, other_date):
    with pytest.raises(CatalogueRefused, match="Say why"):
        call_off(session=event, reason=" ", by=officer, now=LATE)
    with pytest.raises(CatalogueRefused, match="has begun"):
        call_off(session=event, reason="Ill", by=officer, now=event.starts_at)
    with pytest.raises(CatalogueRefused, match="sold in the same way"):
        call_off(session=event, reason="Ill", by=officer, now=LATE, move_to=event)
    with pytest.raises(PermissionDenied):
        call_off(session=event, reason="Ill", by=head, now=LATE)
    call_off(session=event, reason="Ill", by=officer, now=LATE)
    with pytest.raises(CatalogueRefused, match="cancelled already"):
        call_off(session=event, reason="Again", by=officer, now=LATE)


def test_the_outlook_is_what_happens(book, schools, head, officer, event):
    """With places that were given up late before, and a school with two bookings."""
    schools(event)
    book(event, "One", "Two")
    book(event, "Three")
    expected = outlook_of(event).back
    assert expected == 75 * 3 + 60 + 15 + 15
    off(event, officer)
    assert sum(CreditNote.objects.values_list("gross", flat=True)) == expected


class TestPages:
    @pytest.fixture(autouse=True)
    def late(self):
        with time_machine.travel(LATE, tick=False):
            yield

    def test_the_office_sees_what_happens_to_whom_before_it_does(self, as_office, schools, event, other_date):
        schools(event)
        address = reverse("traded_assessment:cancel_session", args=[event.pk])
        given = {"reason": "The trainer is ill", "move_to": other_date.pk}
        looked = as_office.post(address, given).content.decode()
        assert "Ash Primary School" in looked
        assert not SessionCallOff.objects.exists()
        seen = looked.split('name="seen" value="')[1].split('"')[0]
        done = as_office.post(address, given | {"seen": seen})
        row = SessionCallOff.objects.get()
        settle_call_off(row.pk, now=LATE)
        page = as_office.get(done["Location"]).content.decode()
        assert page.count("Moved") == 3
        assert Order.objects.latest("pk").reference in page

    def test_another_choice_than_was_shown_is_shown_first(self, as_office, schools, event, other_date):
        schools(event)
        address = reverse("traded_assessment:cancel_session", args=[event.pk])
        looked = as_office.post(address, {"reason": "Ill", "move_to": other_date.pk}).content.decode()
        seen = looked.split('name="seen" value="')[1].split('"')[0]
        as_office.post(address, {"reason": "Ill", "move_to": "", "seen": seen})
        assert not SessionCallOff.objects.exists()

    def test_the_page_of_a_session_that_is_not_called_off_is_not_there(self, as_office, event):
        assert as_office.get(reverse("traded_assessment:session_call_off", args=[event.pk])).status_code == 404

    def test_a_failed_call_off_goes_on_when_asked(self, as_office, schools, officer, event):
        schools(event)
        row = call_off(session=event, reason="Ill", by=officer, now=LATE)
        SessionCallOff.objects.filter(pk=row.pk).update(state=JobState.FAILED, error="Broken", finished_at=LATE)
        page = reverse("traded_assessment:session_call_off", args=[event.pk])
        assert "Try again" in as_office.get(page).content.decode()
        as_office.post(reverse("traded_assessment:retry_call_off", args=[event.pk]))
        row.refresh_from_db()
        assert row.state == JobState.PENDING

    def test_as_many_queries_for_many_bookings_as_for_few(
        self, as_office, schools, officer, event, django_assert_max_num_queries
    ):
        schools(event)
        with django_assert_max_num_queries(15):
            as_office.post(reverse("traded_assessment:cancel_session", args=[event.pk]), {"reason": "Ill"})
        off(event, officer)
        with django_assert_max_num_queries(15):
            as_office.get(reverse("traded_assessment:session_call_off", args=[event.pk]))

    def test_events_do_not_move_into_the_package(self, as_office, schools, event, session):
        schools(event)
        assert session.course.product == Product.SINGLE_SESSION
        page = as_office.get(reverse("traded_assessment:cancel_session", args=[event.pk])).content.decode()
        assert session.course.title not in page
