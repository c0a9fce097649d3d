"""The pages of changing a booking, without JavaScript: what to do, what it costs, what was done."""

from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import sign_in
from tests.factories.training import TrainingSessionFactory
from tests.integration.cancellation.conftest import EARLY, LATE, LATER
from traded_assessment.models import Booking, Cancellation
from traded_assessment.states import BookingState


@pytest.fixture(autouse=True)
def early() -> Iterator[Any]:
    with time_machine.travel(EARLY, tick=False) as clock:
        yield clock


@pytest.fixture
def as_head(head) -> Client:
    return sign_in(Client(), head)


@pytest.fixture
def go_to(early, head, officer) -> Callable[..., None]:
    """Another day, on which the person signs in again."""

    def _go_to(moment: datetime, client: Client, user: Any = head) -> None:
        early.move_to(moment)
        sign_in(client, user)

    return _go_to


def page(name, *args):
    return reverse(f"traded_assessment:{name}", args=args)


def inputs(response, *names):
    """The hidden answers of the page."""
    html = response.content.decode()
    return {name: html.split(f'name="{name}" value="')[1].split('"')[0] for name in names}


def confirm(client, address, **changes):
    seen = inputs(client.get(address), "key", "shown", "charge")
    return client.post(address, seen | changes)


def test_a_school_cancels_one_of_three_and_sees_the_money_first(as_head, book, event):
    booking = book(event, "One", "Two", "Three")
    change = as_head.get(page("change_booking", booking.pk)).content.decode()
    assert "Today: 20 working days or more before the session: free of charge" in change
    who = booking.attendees.first()
    answer = as_head.post(page("change_booking", booking.pk), {"what": "some", "people": [who.pk]})
    assert answer["Location"] == f"{page('cancel_booking', booking.pk)}?people={who.pk}&unnamed=0"
    shown = as_head.get(answer["Location"]).content.decode()
    assert "1 × £15 = £15" in shown
    done = confirm(as_head, answer["Location"])
    cancellation = Cancellation.objects.get()
    assert done["Location"] == page("cancellation", cancellation.pk)
    result = as_head.get(done["Location"]).content.decode()
    assert cancellation.credit_notes.get().number in result
    assert "1 place cancelled" in result
    assert "Cancelled" in as_head.get(page("order", booking.order.reference)).content.decode()


def test_what_is_entered_is_kept_when_the_band_has_changed_meanwhile(as_head, book, event, go_to):
    booking = book(event, "One", "Two", "Three")
    address = f"{page('cancel_booking', booking.pk)}?all=1"
    seen = inputs(as_head.get(address), "key", "shown", "charge")
    go_to(LATER, as_head)
    answer = as_head.post(address, seen)
    assert "The charge has changed from 0% to 50%" in answer.content.decode()
    assert inputs(answer, "key", "shown") == {"key": seen["key"], "shown": "45.00"}
    assert Booking.objects.get().state == BookingState.BOOKED


def test_the_button_pressed_twice_leads_to_the_same_page(as_head, book, event):
    booking = book(event, "One")
    address = f"{page('cancel_booking', booking.pk)}?all=1"
    seen = inputs(as_head.get(address), "key", "shown", "charge")
    assert as_head.post(address, seen)["Location"] == as_head.post(address, seen)["Location"]


def test_late_covered_places_are_lost_and_the_page_says_so(as_head, book, session, go_to):
    book(None)
    booking = book(session, "One", "Two")
    go_to(LATE, as_head)
    shown = as_head.get(f"{page('cancel_booking', booking.pk)}?all=1").content.decode()
    assert "2 places that your subscription covers will be lost" in shown


def test_the_office_sees_what_a_waiver_gives_back_before_it_confirms(as_office, officer, book, event, go_to):
    booking = book(event, "One")
    go_to(LATE, as_office, officer)
    address = f"{page('cancel_booking', booking.pk)}?all=1"
    seen = inputs(as_office.get(address), "key", "shown", "charge")
    assert seen["shown"] == "0.00"
    looked = as_office.post(address, seen | {"waived": "Inspectors came", "look": "1"})
    assert inputs(looked, "shown", "charge") == {"shown": "60.00", "charge": "0"}
    assert "Inspectors came" in looked.content.decode()
    as_office.post(address, inputs(looked, "key", "shown", "charge") | {"waived": "Inspectors came"})
    assert Cancellation.objects.get().credit_notes.get().gross == Decimal(60)


def test_a_school_cannot_waive_by_itself(as_head, book, event, go_to):
    booking = book(event, "One")
    go_to(LATE, as_head)
    confirm(as_head, f"{page('cancel_booking', booking.pk)}?all=1", waived="Please")
    assert Cancellation.objects.get().charge_percent == 100


def test_a_school_moves_a_booking(as_head, book, event, other_date):
    booking = book(event, "One", "Two")
    answer = as_head.post(page("change_booking", booking.pk), {"what": "move", "to": other_date.pk})
    shown = as_head.get(answer["Location"])
    assert "To pay more" in shown.content.decode()
    done = as_head.post(answer["Location"], inputs(shown, "key", "back", "cost"))
    moved = Cancellation.objects.get().moved_to
    assert moved.training_session == other_date
    assert moved.order.reference in as_head.get(done["Location"]).content.decode()


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({}, "Select what to do"),
        ({"what": "some"}, "Select at least one place"),
        ({"what": "move"}, "Select a date"),
        ({"what": "move", "to": "x"}, "Select"),
    ],
)
def test_answers_that_are_missing(as_head, book, event, other_date, answers, words):
    booking = book(event, "One", "Two")
    assert words in as_head.post(page("change_booking", booking.pk), answers).content.decode()


@pytest.mark.parametrize("query", ["", "?people=0", "?people=x&unnamed=y", "?unnamed=99999"])
def test_an_address_that_asks_for_nothing_is_told_so(as_head, book, event, query):
    booking = book(event, "One")
    shown = as_head.get(page("cancel_booking", booking.pk) + query)
    assert shown.status_code == 200
    assert "Confirm cancellation" not in shown.content.decode()


def test_moving_is_not_offered_when_it_is_too_late(as_head, book, event, other_date, go_to):
    booking = book(event, "One")
    go_to(LATE, as_head)
    assert "Move to another date" not in as_head.get(page("change_booking", booking.pk)).content.decode()
    refused = as_head.get(page("move_booking", booking.pk, other_date.pk)).content.decode()
    assert "too late to move" in refused


def test_a_booking_that_is_gone_leads_back_to_its_order(as_head, book, event):
    booking = book(event, "One")
    confirm(as_head, f"{page('cancel_booking', booking.pk)}?all=1")
    assert as_head.get(page("change_booking", booking.pk))["Location"] == page("order", booking.order.reference)


def test_the_pages_take_as_many_queries_for_many_as_for_few(
    as_head, book, event, other_date, django_assert_max_num_queries
):
    booking = book(event, *(f"Person {number}" for number in range(10)))
    for _ in range(10):
        TrainingSessionFactory(course=event.course)
    with django_assert_max_num_queries(15):
        as_head.get(page("change_booking", booking.pk))


def test_the_check_page_says_until_when_cancelling_is_free(as_head, event, session, go_to):
    for one in (event, session):
        people = {"people-TOTAL_FORMS": "1", "people-INITIAL_FORMS": "0", "people-0-name": "One"}
        as_head.post(page("book_session", one.pk), people)
    check = page("check_order")
    assert as_head.get(check).content.decode().count("Free of charge until 14 February 2022") == 2
