"""A school pays more than it owes: finance uses some of it for another invoice, and pays the rest back."""

from django.utils import timezone
from playwright.sync_api import Browser, expect

from essex_portal.accounts.models import User
from tests.factories.invoices import make_invoice
from tests.journeys.accessibility import assert_accessible, assert_fits_320
from tests.journeys.conftest import Portal


def test_finance_uses_what_was_paid_too_much(portal: Portal, browser: Browser) -> None:
    page = portal.new_page(browser)
    portal.sign_in(page, "finance")
    head = User.objects.get(email="headteacher@baynards-primary-school.example")
    school = head.memberships.get().organisation
    today = timezone.localdate()
    paid, other = (make_invoice(school, on=today, nets=[net], by=head) for net in (60, 15))

    page.goto(f"/training/finance/invoices/{paid.number}/")
    page.get_by_role("button", name="Mark as paid").click()
    page.get_by_label("Amount").fill("100")
    page.get_by_label("Reference").fill("BACS 1")
    page.get_by_role("button", name="Record payment").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Amount must be £60 or less")
    page.get_by_label("It is more than is owed").check()
    page.get_by_role("button", name="Record payment").click()
    expect(page.get_by_text("£40.00 is in credit.")).to_be_visible()

    page.get_by_role("button", name="Use for another invoice").click()
    assert_accessible(page)
    assert_fits_320(page)
    page.get_by_label(other.number).check()
    page.get_by_role("button", name="Move").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{other.number} Paid")

    page.goto(f"/training/finance/invoices/{paid.number}/")
    page.get_by_role("button", name="Pay back").click()
    assert_accessible(page)
    assert_fits_320(page)
    page.get_by_label("Reference").fill("BACS out 1")
    page.get_by_role("button", name="Record refund").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Paid")
    paid.refresh_from_db()
    assert (paid.paid, paid.outstanding) == (60, 0)
