"""A school moves its booking to another date at the same price; what it paid counts for the new invoice."""

import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from essex_portal.accounts.models import User
from essex_portal.accounts.roles import Role
from tests.factories.invoices import invoice_of
from tests.journeys.accessibility import assert_accessible, assert_fits_320
from tests.journeys.change_steps import book_for, day_charged, event_on, mail_called
from tests.journeys.conftest import Portal
from traded_assessment.models import Booking, Cancellation
from traded_assessment.services.payments import record_full_payments
from traded_assessment.states import BookingState


def test_school_moves_a_booking(portal: Portal, page: Page) -> None:
    day = day_charged(0)
    booking, to = book_for("headteacher", event_on(day), "Person One", "Person Two"), event_on(day + timedelta(days=7))
    old = invoice_of(booking.order)
    finance, today = User.objects.get(memberships__role=Role.FINANCE), timezone.localdate()
    record_full_payments(invoice_ids=[old.pk], received_on=today, reference="BACS 1", by=finance, today=today)

    portal.sign_in(page, "headteacher")
    page.goto("/training/bookings/")
    page.get_by_role("link", name=re.compile("Change or cancel")).first.click()
    page.get_by_label("Move to another date").check()
    page.locator(f"input[name='to'][value='{to.pk}']").check()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check the new date")
    assert page.locator("tfoot strong").inner_text() == "£0"
    assert_accessible(page)
    assert_fits_320(page)
    assert not Cancellation.objects.exists()

    page.get_by_role("button", name="Move the booking").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Booking moved")
    expect(page.get_by_role("link", name=re.compile("CRN-"))).to_be_visible()
    moved = Booking.objects.get(training_session=to)
    page.get_by_role("link", name=moved.order.reference).click()
    expect(page.get_by_text("Person Two").first).to_be_visible()
    page.goto(f"/training/school-invoices/{invoice_of(moved.order).number}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Paid")
    booking.refresh_from_db()
    assert booking.state == BookingState.CANCELLED

    mail = mail_called(portal, "person.one@school.example", "Moved")
    files = [part.get_content() for part in mail.walk() if part.get_content_type() == "text/calendar"]
    assert ["METHOD:CANCEL" in one for one in files] == [False, True]
