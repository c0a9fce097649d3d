"""A school that is billed after the event books; the run before the session bills nothing, the one after it does."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Browser, expect

from tests.journeys.billing_steps import bill_like, book, issue, rehearse, signed_in
from tests.journeys.conftest import Portal
from traded_assessment.models import Booking, Invoice, TrainingSession
from traded_assessment.services.billing_terms import NewTerms
from traded_assessment.states import Billing


def test_school_billed_after_the_session_waits_for_it(portal: Portal, browser: Browser) -> None:
    bill_like("headteacher", NewTerms(Billing.AFTER_EVENT))
    head = signed_in(portal, browser, "headteacher")
    reference = book(head)
    expect(head.get_by_text("after the session took place").first).to_be_visible()

    finance = signed_in(portal, browser, "finance")
    rehearse(finance)
    expect(finance.get_by_text("There is nothing to issue")).to_be_visible()
    expect(finance.get_by_role("button", name="Issue")).to_have_count(0)

    session = Booking.objects.get(order__reference=reference).training_session_id
    over = timezone.now() - timedelta(minutes=5)
    TrainingSession.objects.filter(pk=session).update(starts_at=over - timedelta(hours=1), ends_at=over)
    rehearse(finance)
    issue(finance, button="Issue 1 invoice")
    invoice = Invoice.objects.get()
    assert (invoice.references, invoice.gross) == ([reference], 60)
    head.goto(f"/training/school-invoices/{invoice.number}/")
    expect(head.get_by_role("heading", level=1)).to_contain_text(invoice.number)
