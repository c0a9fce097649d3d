"""A school cancels one person for nothing, another booking for half, a third too late; each time it sees it first."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.accessibility import assert_accessible, assert_fits_320
from tests.journeys.change_steps import book_for, day_charged, event_on, mail_called
from tests.journeys.conftest import Portal
from traded_assessment.models import Booking, CreditNote
from traded_assessment.states import BookingState


def open_change(page: Page, booking: Booking) -> None:
    """From the order to the page that asks what to do."""
    page.goto(f"/training/orders/{booking.order.reference}/")
    page.get_by_role("link", name=re.compile("Change or cancel")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Change or cancel a booking")


def cancel_all(page: Page, booking: Booking) -> None:
    """To the page that shows what comes back."""
    open_change(page, booking)
    page.get_by_label(re.compile("Cancel the whole booking")).check()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check what you cancel")


def total_back(page: Page) -> str:
    return page.locator("tfoot strong").inner_text()


def test_school_cancels_in_each_band_and_sees_the_money_first(portal: Portal, page: Page) -> None:
    free, half, full = (
        book_for("headteacher", event_on(day_charged(percent)), "Person One", "Person Two", "Person Three")
        for percent in (0, 50, 100)
    )
    portal.sign_in(page, "headteacher")

    open_change(page, free)
    expect(page.get_by_text("Today: 20 school days or more before the session: free of charge")).to_be_visible()
    assert_accessible(page)
    assert_fits_320(page)
    page.get_by_label("Cancel some of the places").check()
    page.get_by_role("button", name="Continue").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Select at least one place to cancel")
    page.get_by_label("Person Two").check()
    page.get_by_role("button", name="Continue").click()
    assert total_back(page) == "£15"
    expect(page.get_by_text("1 × £15 = £15")).to_be_visible()
    assert_accessible(page)
    assert_fits_320(page)
    assert not CreditNote.objects.exists()
    page.get_by_role("button", name="Confirm cancellation").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 place cancelled")
    expect(page.get_by_role("link", name=re.compile("CRN-"))).to_be_visible()
    assert_accessible(page)
    assert_fits_320(page)

    cancel_all(page, half)
    assert total_back(page) == "£45"
    page.get_by_role("button", name="Confirm cancellation").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Booking cancelled")

    cancel_all(page, full)
    assert total_back(page) == "£0"
    page.get_by_role("link", name="Keep the booking").click()
    expect(page).to_have_url(re.compile(f"/training/orders/{full.order.reference}/"))

    mail = mail_called(portal, "person.two@school.example", "Your place is cancelled")
    [calendar] = [part.get_content() for part in mail.walk() if part.get_content_type() == "text/calendar"]
    assert "METHOD:CANCEL" in calendar
    states = [Booking.objects.get(pk=one.pk).state for one in (free, half, full)]
    assert states == [BookingState.BOOKED, BookingState.CANCELLED, BookingState.BOOKED]
    assert sorted(CreditNote.objects.values_list("gross", flat=True)) == [15, 45]
