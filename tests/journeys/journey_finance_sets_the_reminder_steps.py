"""Finance adds a step in its own words; the school that owes gets it on the next working morning, no other school."""

from datetime import datetime, time, timedelta
from itertools import count

from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from essex_portal.accounts.models import User
from essex_portal.school_calendar import is_working_day
from tests.factories.invoices import make_invoice
from tests.journeys.accessibility import assert_accessible, assert_fits_320
from tests.journeys.billing_steps import address_of, school_of, signed_in
from tests.journeys.conftest import Portal, words_of
from traded_assessment.services.payment_reminders import send_payment_reminders

WORDS = "Perhaps our invoice went astray. Here is what it asks for."
PAY_WITHIN, OVERDUE = 30, 4


def test_finance_sets_the_reminder_steps(portal: Portal, browser: Browser) -> None:
    owing = User.objects.get(email=address_of("headteacher"))
    issued_on = timezone.localdate() - timedelta(PAY_WITHIN + OVERDUE)
    invoice = make_invoice(school_of("headteacher"), on=issued_on, by=owing)
    page = signed_in(portal, browser, "finance")
    page.goto("/training/finance/reminders/")
    expect(page.get_by_role("row", name=invoice.number)).to_have_count(0)
    add_step(page)
    expect(page.get_by_role("row", name=invoice.number)).to_contain_text("Gentle word")
    assert_accessible(page)
    assert_fits_320(page)

    assert send_payment_reminders(now=next_working_morning()) == 1
    [mail] = portal.mails_to(owing.email, about=WORDS)
    assert invoice.number in mail.get_body().get_content()
    page.goto(f"/training/finance/invoices/{invoice.number}/")
    expect(page.get_by_role("heading", name="Gentle word")).to_be_visible()

    other = signed_in(portal, browser, "headteacher_academy")
    assert other.goto(f"/training/school-invoices/{invoice.number}/").status == 404
    strangers = [mail for mail in portal._mails() if owing.email not in str(mail["To"])]
    assert not [mail for mail in strangers if WORDS in words_of(mail)]


def add_step(page: Page) -> None:
    page.get_by_role("link", name="Add a step").click()
    page.get_by_label("What finance calls it").fill("Gentle word")
    page.get_by_role("button", name="Save step").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Enter a subject")
    page.get_by_label("Days after the last day to pay").fill("3")
    page.get_by_label("Subject").fill("An invoice for training")
    page.get_by_label("Words").fill(WORDS)
    page.get_by_role("button", name="Save step").click()
    expect(page.get_by_text("It counts from now on")).to_be_visible()


def next_working_morning() -> datetime:
    """When beat sends reminders, today or on the next working day; it is still that step's turn then."""
    days = (timezone.localdate() + timedelta(ahead) for ahead in count())
    morning = next(day for day in days if is_working_day(day))
    return timezone.make_aware(datetime.combine(morning, time(8, 10)))
