"""Finance sees how old the debts are, opens a figure, and finds the invoices that it is made of."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Browser, expect

from essex_portal.accounts.models import User
from tests.factories.invoices import make_invoice
from tests.journeys.accessibility import assert_accessible, assert_fits_320
from tests.journeys.conftest import Portal


def test_aged_debt_opens_its_rows(portal: Portal, browser: Browser) -> None:
    head = User.objects.get(email="headteacher@baynards-primary-school.example")
    school, today = head.memberships.get().organisation, timezone.localdate()
    old, new = (make_invoice(school, on=today - timedelta(days), by=head) for days in (75, 1))
    page = portal.new_page(browser)
    portal.sign_in(page, "finance")
    page.get_by_role("link", name="Invoices").first.click()
    page.get_by_role("link", name="Aged debt").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Aged debt")
    expect(page.get_by_role("img", name="Debt by age")).to_be_visible()
    assert_accessible(page)
    assert_fits_320(page)

    page.get_by_role("row", name=school.name).get_by_role("link", name="31 to 60 days").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{school.name}, 31 to 60 days")
    expect(page.get_by_role("link", name=old.number)).to_be_visible()
    expect(page.get_by_role("link", name=new.number)).to_have_count(0)
    assert_accessible(page)
    assert_fits_320(page)
    with page.expect_download() as file:
        page.get_by_role("link", name="CSV").click()
    assert old.number in file.value.path().read_text(encoding="utf-8-sig")
