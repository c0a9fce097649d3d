"""An overdue invoice is to be reminded of; the school disputes it, so it is not; finance answers, and it is again."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Browser, expect

from essex_portal.accounts.models import User
from tests.factories.invoices import make_invoice
from tests.journeys.accessibility import assert_accessible
from tests.journeys.conftest import Portal

REMINDERS = "/training/finance/reminders/"


def test_dispute_stops_the_reminders(portal: Portal, browser: Browser) -> None:
    head, page = portal.new_page(browser), portal.new_page(browser)
    portal.sign_in(head, "headteacher")
    portal.sign_in(page, "finance")
    user = User.objects.get(email="headteacher@baynards-primary-school.example")
    school = user.memberships.get().organisation
    invoice = make_invoice(school, on=timezone.localdate() - timedelta(40), by=user)

    page.goto(REMINDERS)
    due = page.get_by_role("row", name=invoice.number)
    expect(due).to_contain_text("First reminder")
    expect(due).to_contain_text(user.email)
    assert_accessible(page)

    head.goto(f"/training/school-invoices/{invoice.number}/")
    head.get_by_role("link", name="Something is wrong with this invoice").click()
    assert_accessible(head)
    head.get_by_label("What is wrong with it?").fill("Nobody of ours was there")
    head.get_by_role("button", name="Send to finance").click()
    expect(head.get_by_role("heading", name="In dispute")).to_be_visible()

    page.goto(REMINDERS)
    expect(due).to_have_count(0)
    page.get_by_role("link", name="Disputes").click()
    assert_accessible(page)
    page.get_by_role("link", name="Answer the dispute").click()
    assert_accessible(page)
    page.get_by_label("The invoice stands").check()
    page.get_by_label("Your answer").fill("The register of that day names two of you")
    page.get_by_role("button", name="Close dispute").click()
    page.goto(REMINDERS)
    expect(due).to_be_visible()

    head.reload()
    expect(head.get_by_text("The register of that day names two of you")).to_be_visible()
    assert portal.mails_to(user.email, about="The register of that day names two of you")
