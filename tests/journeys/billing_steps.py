"""Steps of the journeys about billing."""

import re
from datetime import date

from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from essex_portal.accounts import demo
from essex_portal.accounts.models import User
from essex_portal.accounts.roles import Role
from essex_portal.organisations.models import Organisation
from tests.journeys.conftest import Portal
from tests.journeys.steps import NEW_TEACHERS, choose_session, confirm, name_people
from traded_assessment.services.billing_terms import NewTerms, change_billing_terms


def school_of(role: str) -> Organisation:
    """The school of a demo person."""
    return next(persona.organisations[0] for persona in demo.personas() if persona.key == role)


def address_of(role: str) -> str:
    """The e-mail address of a demo person."""
    return next(persona.email for persona in demo.personas() if persona.key == role)


def bill_like(role: str, terms: NewTerms) -> None:
    """Finance has set the terms of a demo person's school."""
    finance = User.objects.get(memberships__role=Role.FINANCE)
    change_billing_terms(school=school_of(role), terms=terms, by=finance)


def book(page: Page, *, title: str = NEW_TEACHERS, person: str = "Year 2 teacher", **answers: str) -> str:
    """One person at a session. Returns the order's reference."""
    choose_session(page, title)
    name_people(page, person)
    page.get_by_role("button", name="Continue").click()
    return confirm(page, **answers)


def signed_in(portal: Portal, browser: Browser, role: str) -> Page:
    page = portal.new_page(browser)
    portal.sign_in(page, role)
    return page


def open_an_invoice(portal: Portal, browser: Browser) -> Page:
    """Finance opens the first invoice of its list."""
    page = signed_in(portal, browser, "finance")
    page.goto("/training/finance/invoices/")
    page.get_by_role("link", name=re.compile("^INV-")).first.click()
    return page


def rehearse(page: Page) -> None:
    """Finance rehearses a run up to today, and sees what it would issue."""
    page.goto("/training/finance/invoices/")
    page.get_by_role("link", name="Invoice runs").click()
    fill_today(page, "Last day of the period")
    page.get_by_role("button", name="Rehearse a run").click()
    wait_for_worker(page, "See what would be issued")


def issue(page: Page, *, button: str) -> None:
    """Finance presses the button of a rehearsal, and sees what was issued."""
    page.get_by_role("button", name=button).click()
    wait_for_worker(page, "See what was issued", or_at_once="Download the signed manifest")


def wait_for_worker(page: Page, link: str, *, or_at_once: str = "Held back") -> None:
    """Until the page says that the work is done, or shows its result since it was done before the page was."""
    done = page.get_by_role("link", name=link).or_(page.get_by_text(or_at_once))
    expect(done.first).to_be_visible(timeout=40_000)
    page.reload()


def fill_today(page: Page, legend: str) -> None:
    """Today in three boxes."""
    fill_day(page, legend, timezone.localdate())


def fill_day(page: Page, legend: str, day: date) -> None:
    """A day in three boxes."""
    group = page.get_by_role("group", name=legend)
    for part in ("Day", "Month", "Year"):
        group.get_by_label(part).fill(str(getattr(day, part.lower())))
