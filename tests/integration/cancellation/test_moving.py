"""Moving a booking to another date: one transaction, the old prices, and the money goes along."""

from datetime import date
from decimal import Decimal

import pytest

from essex_portal.accounts.roles import Role
from essex_portal.mail.models import Message
from tests.factories.invoices import invoice_of
from tests.factories.people import make_person
from tests.factories.training import PriceListFactory, TrainingSessionFactory
from tests.integration.cancellation.conftest import EARLY, LATE, LATER
from traded_assessment.models import (
    BillingTerms,
    Booking,
    Cancellation,
    CoveredPlace,
    CreditNote,
    EventPrice,
    Invoice,
    Order,
    PriceList,
)
from traded_assessment.services.approvals import set_approval_rules
from traded_assessment.services.exchanging import Price, exchange, rehearse
from traded_assessment.services.giving_up import CancellationRefused
from traded_assessment.services.payments import record_full_payments
from traded_assessment.services.refusals import SessionFull
from traded_assessment.states import Billing, BookingState, CreditKind, Product


def move(booking, to, by, *, now=EARLY, key="move-1", **changes):
    return exchange(booking=booking, to=to, key=key, by=by, now=now, **changes)


def test_the_same_people_sit_at_the_other_date_for_the_same_price(book, head, event, other_date):
    booking = book(event, "One", "Two", unnamed=1)
    moved = move(booking, other_date, head).moved_to
    booking.refresh_from_db()
    event.refresh_from_db()
    other_date.refresh_from_db()
    assert (booking.state, event.places_sold, other_date.places_sold) == (BookingState.CANCELLED, 0, 3)
    assert list(moved.attendees.values_list("name", flat=True)) == ["One", "Two"]
    assert (moved.places, moved.paid_first, moved.order.gross) == (3, True, Decimal(90))
    assert moved.order.priced_on == date(2021, 11, 10)
    note = CreditNote.objects.get()
    assert (note.invoice, note.gross) == (invoice_of(booking.order), Decimal(90))


def test_what_was_paid_moves_to_the_new_invoice(book, head, event, other_date):
    booking = book(event, "One", "Two")
    paid = invoice_of(booking.order)
    finance = make_person(Role.FINANCE)
    record_full_payments(
        invoice_ids=[paid.pk], received_on=date(2021, 12, 1), reference="BACS 1", by=finance, today=date(2021, 12, 1)
    )
    moved = move(booking, other_date, head).moved_to
    assert Invoice.objects.get(pk=paid.pk).outstanding == invoice_of(moved.order).outstanding == 0


def test_the_price_list_of_the_old_order_holds(book, head, event, other_date):
    booking = book(event, "One")
    dearer = PriceListFactory(name="Dearer", valid_from=date(2022, 1, 1), published=False)
    EventPrice.objects.filter(price_list=dearer).update(first=500)
    PriceList.objects.filter(pk=dearer.pk).update(published_at=EARLY)
    assert move(booking, other_date, head).moved_to.order.gross == 60


def test_a_line_that_is_not_billed_makes_no_papers(book, head, school, event, other_date):
    BillingTerms.objects.create(school=school, billing=Billing.MONTHLY)
    move(book(event, "One"), other_date, head)
    assert not Invoice.objects.exists()
    assert not CreditNote.objects.exists()


def test_covered_places_move_along(book, head, session):
    book(None)
    booking = book(session, "One", "Two")
    to = TrainingSessionFactory(course=session.course)
    moved = move(booking, to, head).moved_to
    assert list(CoveredPlace.objects.values_list("booking", flat=True)) == [moved.pk, moved.pk]


def test_what_was_bought_since_counts(book, head, event, other_date):
    booking = book(event, "One")
    book(None, now=LATER)
    seen = rehearse(booking=booking, to=other_date, by=head, now=EARLY.replace(day=16))
    assert seen.price == Price(Decimal(60), Decimal(40))


def test_a_look_changes_nothing(book, head, event, other_date):
    booking = book(event, "One", "Two")
    seen = rehearse(booking=booking, to=other_date, by=head, now=EARLY)
    assert (seen.price.difference, len(seen.lines)) == (0, 2)
    assert (Order.objects.count(), Booking.objects.get().state) == (1, BookingState.BOOKED)


def test_a_double_click_is_one_move(book, head, event, other_date):
    booking = book(event, "One")
    moved = {move(booking, other_date, head).pk for _ in range(2)}
    assert len(moved) == 1
    assert Order.objects.count() == 2


def test_another_difference_than_was_shown_is_refused(book, head, event, other_date):
    booking = book(event, "One")
    with pytest.raises(CancellationRefused, match="since you saw it"):
        move(booking, other_date, head, shown=Price(Decimal(60), Decimal(40)))
    assert Order.objects.count() == 1


def test_it_can_be_too_late_for_the_school_but_not_for_the_office(book, head, officer, event, other_date):
    booking = book(event, "One")
    with pytest.raises(CancellationRefused, match="too late to move"):
        move(booking, other_date, head, now=LATE)
    assert move(booking, other_date, officer, now=LATE).kind == CreditKind.MOVED


def test_another_course_is_for_the_office_unless_the_rules_say_so(book, head, event):
    booking = book(event, "One")
    other = TrainingSessionFactory(course__product=Product.EVENT)
    with pytest.raises(CancellationRefused, match="same training"):
        move(booking, other, head)


def test_who_needs_approval_moves_what_costs_no_more_and_nothing_else(
    book, school, head, teacher, event, session, other_date
):
    _, further = book(event, "One"), book(event, "Two")
    alone = book(session, "Three")
    set_approval_rules(school=school, needed=True, deputies=[], by=head)
    for attempt in (move, lambda booking, to, by: rehearse(booking=booking, to=to, by=by, now=EARLY)):
        with pytest.raises(CancellationRefused, match="costs £45 more, and your headteacher"):
            attempt(further, other_date, teacher)
    assert not Cancellation.objects.exists()
    assert move(alone, TrainingSessionFactory(course=session.course), teacher).moved_to.order.gross == 55
    assert move(further, other_date, head).moved_to.order.gross == 60


def test_a_full_session_takes_nobody_and_the_booking_stays(book, head, event, other_date):
    other_date.capacity = 1
    other_date.save()
    booking = book(event, "One", "Two")
    with pytest.raises(SessionFull):
        move(booking, other_date, head)
    assert Booking.objects.get().state == BookingState.BOOKED
    assert not Cancellation.objects.exists()


def test_everybody_gets_the_new_date_and_can_take_the_old_out(book, head, event, other_date):
    booking = book(event, "One")
    Message.objects.all().delete()
    move(booking, other_date, head)
    told = {message.to: message for message in Message.objects.filter(subject__startswith="Moved")}
    assert set(told) == {head.email, "one@maple.example"}
    files = [bytes(one.content) for one in told["one@maple.example"].attachments.all()]
    assert [b"METHOD:CANCEL" in one for one in files] == [False, True]
