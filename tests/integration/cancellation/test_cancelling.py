"""Cancelling: the rows, the money, the credit notes, and what is refused."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction

from essex_portal.accounts.roles import Role
from essex_portal.audit.models import AuditEvent
from essex_portal.mail.models import Message
from tests.factories.cancellations import FREE, FULL, make_policy
from tests.factories.invoices import invoice_of
from tests.factories.people import make_person
from tests.factories.schools import make_school
from tests.integration.cancellation.conftest import BOOKED, EARLY, LATE, LATER
from traded_assessment.models import (
    Attendee,
    BillingTerms,
    Booking,
    Cancellation,
    CancellationPolicy,
    CoveredPlace,
    CreditNote,
    GivenUpLine,
    LineCredit,
)
from traded_assessment.queries.cancellation_policies import policy_row_on
from traded_assessment.services.cancelling import Shown, Wish, cancel, preview
from traded_assessment.services.giving_up import CancellationRefused
from traded_assessment.services.waiting_list import join_waiting_list
from traded_assessment.states import Billing, BookingState, SessionState, WaitingState


def cancel_it(booking, by, wish=None, *, now=EARLY, key="key-1"):
    """What the pages do: look first, then confirm what was seen."""
    wish = wish or Wish()
    seen = preview(booking=booking, wish=wish, by=by, now=now)
    shown = Shown(seen.gross, seen.terms.band.charge_percent)
    return cancel(booking=booking, wish=wish, shown=shown, key=key, by=by, now=now)


def other_row_like(cancellation):
    """A second cancellation, straight in the table."""
    values = {name: getattr(cancellation, name) for name in ("booking", "kind", "places", "whole", "charge_percent")}
    return Cancellation.objects.create(
        **values, key="other", cancelled_at=EARLY, cancelled_by=cancellation.cancelled_by, why="For a test"
    )


def one_of(booking, number=0):
    return Wish(people=[list(booking.attendees.all())[number].pk])


class TestWholeBooking:
    def test_in_the_free_band_all_the_money_comes_back_by_a_credit_note(self, book, head, event):
        booking = book(event, "One", "Two", "Three")
        cancellation = cancel_it(booking, head)
        booking.refresh_from_db()
        event.refresh_from_db()
        assert (booking.state, event.places_sold) == (BookingState.CANCELLED, 0)
        note = cancellation.credit_notes.get()
        invoice = invoice_of(booking.order)
        assert (note.gross, note.invoice, invoice.outstanding) == (Decimal(90), invoice, 0)
        assert note.reason == "Booking cancelled: Teachers new to Year 2, 14 March 2022"
        assert "21 working days before the session: free of charge" in note.lines.first().rule

    def test_in_the_part_band_half_comes_back(self, book, head, event):
        booking = book(event, "One", "Two", "Three")
        cancellation = cancel_it(booking, head, now=LATER)
        assert (cancellation.charge_percent, cancellation.days_before) == (50, 19)
        assert cancellation.credit_notes.get().gross == Decimal(45)

    def test_in_the_full_band_the_seats_are_free_and_no_credit_note_is_made(self, book, head, event):
        booking = book(event, "One", "Two", "Three")
        cancellation = cancel_it(booking, head, now=LATE)
        event.refresh_from_db()
        assert event.places_sold == 0
        assert not CreditNote.objects.exists()
        assert [(line.units, line.net) for line in cancellation.lines.all()] == [(2, 0), (1, 0)]

    def test_covered_places_come_back_in_the_free_band(self, book, head, session):
        book(None)
        booking = book(session, "One", "Two", "Three")
        cancel_it(booking, head)
        assert not CoveredPlace.objects.exists()
        assert LineCredit.objects.get().net == 55

    def test_covered_places_are_lost_when_it_is_late(self, book, head, session):
        book(None)
        booking = book(session, "One", "Two")
        cancellation = cancel_it(booking, head, now=LATE)
        assert cancellation.covered_lost == 2
        assert list(CoveredPlace.objects.values_list("lost", flat=True)) == [True, True]
        again = book(session, "One", now=LATE)
        assert again.order.gross == 55

    def test_a_line_that_is_not_billed_yet_is_billed_less(self, book, head, school, event):
        BillingTerms.objects.create(school=school, billing=Billing.MONTHLY)
        booking = book(event, "One", "Two")
        cancel_it(booking, head)
        assert not CreditNote.objects.exists()
        assert sum(LineCredit.objects.values_list("net", flat=True)) == 75

    def test_the_first_members_price_passes_on_to_the_schools_other_booking(self, book, head, event):
        first, second = book(event, "One"), book(event, "Two", "Three")
        cancellation = cancel_it(first, head)
        second.refresh_from_db()
        assert second.paid_first
        assert cancellation.credit_notes.get().gross == Decimal(15)  # 60 + 2 × 15 for three, 60 + 15 for two
        last = cancel_it(second, head, key="key-2")
        assert sum(note.gross for note in last.credit_notes.all()) == Decimal(75)
        assert invoice_of(first.order).outstanding == invoice_of(second.order).outstanding == 0

    def test_the_office_may_waive_the_charge_with_a_reason(self, book, officer, event):
        booking = book(event, "One")
        cancellation = cancel_it(booking, officer, Wish(waived="Inspectors came"), now=LATE)
        assert (cancellation.charge_percent, cancellation.waived) == (0, "Inspectors came")
        assert cancellation.credit_notes.get().gross == 60
        assert AuditEvent.objects.get(event="booking.cancelled").reason == "Inspectors came"


class TestSomePlaces:
    def test_a_school_of_three_loses_one(self, book, head, event):
        booking = book(event, "One", "Two", "Three")
        cancellation = cancel_it(booking, head, one_of(booking, 1))
        booking.refresh_from_db()
        event.refresh_from_db()
        assert (booking.state, booking.places, event.places_sold) == (BookingState.BOOKED, 2, 2)
        assert list(booking.attendees.values_list("name", flat=True)) == ["One", "Three"]
        assert cancellation.credit_notes.get().gross == 15

    def test_one_after_the_other_is_both_at_once(self, book, head, event):
        booking = book(event, "One", "Two", "Three")
        for number in range(3):
            cancel_it(booking, head, one_of(booking), key=f"key-{number}")
            booking = Booking.objects.get()
        assert booking.state == BookingState.CANCELLED
        assert invoice_of(booking.order).credited == 90

    def test_places_without_a_name_can_go(self, book, head, session):
        booking = book(session, "One", unnamed=2)
        cancellation = cancel_it(booking, head, Wish(people=[], unnamed=1))
        booking.refresh_from_db()
        assert (booking.places, booking.attendees.count()) == (2, 1)
        assert cancellation.credit_notes.get().gross == 55

    def test_a_charged_place_stays_paid_when_the_rest_goes_later_for_nothing(self, book, head, officer, event):
        booking = book(event, "One", "Two", "Three")
        cancel_it(booking, head, one_of(booking), now=LATE)
        rest = cancel_it(Booking.objects.get(), officer, Wish(waived="Illness"), now=LATE, key="key-2")
        assert rest.credit_notes.get().gross == 75

    def test_the_constraint_counts_units_that_are_given_up(self, book, head, event):
        booking = book(event, "One", "Two")
        cancellation = cancel_it(booking, head, one_of(booking))
        line = cancellation.lines.get()
        again = GivenUpLine(
            cancellation=other_row_like(cancellation), order_line=line.order_line, units=1, cost=15, net=0
        )
        with pytest.raises(IntegrityError, match="more would be given up"), transaction.atomic():
            again.save()


class TestRefused:
    def test_a_double_click_is_one_cancellation(self, book, head, event):
        booking = book(event, "One", "Two")
        shown = Shown(Decimal(75), 0)
        rows = {cancel(booking=booking, wish=Wish(), shown=shown, key="k", by=head, now=EARLY).pk for _ in range(2)}
        assert len(rows) == Cancellation.objects.count() == CreditNote.objects.count() == 1

    def test_a_key_that_another_booking_had_is_no_matter(self, book, head, event, session):
        for booking in (book(event, "One"), book(session, "One")):
            cancel_it(booking, head, key="the same")
        assert Cancellation.objects.count() == 2

    @pytest.mark.parametrize("shown", [Shown(Decimal(60), 0), Shown(Decimal(75), 50)])
    def test_what_was_not_shown_is_not_done(self, book, head, event, shown):
        booking = book(event, "One", "Two")
        with pytest.raises(CancellationRefused, match="since you saw it"):
            cancel(booking=booking, wish=Wish(), shown=shown, key="k", by=head, now=EARLY)
        booking.refresh_from_db()
        assert booking.state == BookingState.BOOKED

    def test_twice_from_two_pages(self, book, head, event):
        booking = book(event, "One")
        cancel_it(booking, head)
        with pytest.raises(CancellationRefused, match="cancelled already"):
            cancel(booking=booking, wish=Wish(), shown=Shown(Decimal(60), 0), key="k2", by=head, now=EARLY)

    def test_a_session_that_has_begun(self, book, head, event):
        booking = book(event, "One")
        with pytest.raises(CancellationRefused, match="has begun"):
            preview(booking=booking, wish=Wish(), by=head, now=event.starts_at)

    def test_a_session_that_was_called_off(self, book, head, event):
        booking = book(event, "One")
        event.state = SessionState.CANCELLED
        event.save()
        booking.refresh_from_db()
        with pytest.raises(CancellationRefused, match="called off"):
            preview(booking=booking, wish=Wish(), by=head, now=EARLY)

    def test_somebody_elses_booking(self, book, event):
        stranger = make_person(Role.HEADTEACHER, email="stranger@elm.example")
        booking = book(event, "One")
        with pytest.raises(PermissionDenied):
            preview(booking=booking, wish=Wish(), by=stranger, now=EARLY)

    def test_only_the_office_waives(self, book, head, event):
        booking = book(event, "One")
        with pytest.raises(PermissionDenied, match="waive"):
            preview(booking=booking, wish=Wish(waived="Please"), by=head, now=LATE)

    @pytest.mark.parametrize(
        ("wish", "words"),
        [
            (Wish(people=[]), "Select at least one"),
            (Wish(people=[0]), "no place in this booking"),
            (Wish(people=[], unnamed=1), "not so many places"),
        ],
    )
    def test_wishes_that_make_no_sense(self, book, head, event, wish, words):
        booking = book(event, "One")
        with pytest.raises(CancellationRefused, match=words):
            preview(booking=booking, wish=wish, by=head, now=EARLY)


class TestRules:
    def test_the_rules_of_the_day_of_the_order_hold(self, book, head, event):
        booking = book(event, "One")
        make_policy(valid_from=BOOKED.date() + timedelta(days=1), bands=[FULL])
        seen = preview(booking=booking, wish=Wish(), by=head, now=EARLY)
        assert seen.terms.band.charge_percent == 0

    def test_an_order_before_the_first_rules_has_those(self, book, head, session):
        assert CancellationPolicy.objects.filter(valid_from__gt=date(2020, 1, 1)).exists()
        assert policy_row_on("event", date(2020, 1, 1)) == CancellationPolicy.objects.get(product="event")

    def test_versions_never_change(self, rules):
        row = CancellationPolicy.objects.first()
        row.bands = [FULL]
        with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
            row.save()

    @pytest.mark.parametrize("bands", [[], [FREE], [FULL | {"charge_percent": 101}]])
    def test_the_database_refuses_bands_that_leave_days_out(self, rules, bands):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_policy(bands=bands)


def test_everybody_concerned_is_told_and_can_take_it_out_of_the_calendar(book, head, teacher, event):
    booking = book(event, "One", "Two", "Three")
    cancel_it(booking, teacher, one_of(booking))
    told = {message.to: message for message in Message.objects.filter(key__startswith="cancellation:")}
    assert set(told) == {head.email, teacher.email, "one@maple.example"}
    [attachment] = told["one@maple.example"].attachments.all()
    assert b"METHOD:CANCEL" in bytes(attachment.content)
    assert "15" in told[head.email].text
    assert not Attendee.objects.filter(name="One").exists()


def test_a_school_that_waits_is_offered_the_place_at_once(book, head, event):
    event.capacity = 1
    event.save()
    booking = book(event, "One")
    other = make_school(name="Elm Primary School")
    by = make_person(Role.HEADTEACHER, other, email="head@elm.example")
    entry = join_waiting_list(school=other, session=booking.training_session, places=1, by=by, now=BOOKED)
    cancel_it(booking, head)
    entry.refresh_from_db()
    event.refresh_from_db()
    assert (entry.state, event.places_sold, event.places_held) == (WaitingState.OFFERED, 0, 1)
