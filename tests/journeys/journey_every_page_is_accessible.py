"""A walk through the portal by its links, as each role: every page passes axe, fits 320 px and has one heading.

A page that no link leads to fails the walk, so a new page comes into it by being linked; what cannot be
walked to (answers to a form, files, steps of a sign-in) is named in NOT_WALKED with the reason.
"""

from collections.abc import Callable
from datetime import date
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page

from essex_portal.accounts.demo import personas
from essex_portal.accounts.models import User
from essex_portal.accounts.roles import Role
from essex_portal.accounts.services.invitations import invite
from essex_portal.accounts.services.tokens import make_token
from essex_portal.organisations.models import Organisation
from tests.factories.bank_files import make_bank_file
from tests.journeys.accessibility import assert_accessible, assert_fits_320
from tests.journeys.conftest import Portal
from tests.journeys.not_walked import NOT_WALKED
from tests.journeys.steps import NEW_TEACHERS, choose_session, confirm, name_people
from tests.rules.test_routes_are_guarded import ALL as ALL_ROUTES
from traded_assessment.demo import load_trade
from traded_assessment.models import PriceList, WaitingEntry
from traded_assessment.services.billing_terms import NewTerms, change_billing_terms
from traded_assessment.services.invoice_runs import request_rehearsal
from traded_assessment.services.price_requests import ask_price
from traded_assessment.services.prices import new_version
from traded_assessment.states import Billing

ROLES = (None, "headteacher", "headteacher_two_schools", "training_office", "finance", "administrator")
FILE_ENDINGS = (".csv", ".xlsx", ".zip", ".pdf", ".ics", ".txt", ".json", ".xml")


def test_every_page_is_accessible(portal: Portal, browser: Browser) -> None:
    prepare(portal, browser)
    seen: set[str] = set()
    faults: list[str] = []
    for role in ROLES:
        page = portal.new_page(browser)
        if role:
            portal.sign_in(page, role)
        faults += walk(page, portal.url, seen, starts=["/", *crowded_event(role)])
        page.context.close()
    missed = pages() - seen
    faults += [f"No link leads to {name}" for name in sorted(missed) if not by_design(name)]
    assert not faults, "\n".join(faults)


def prepare(portal: Portal, browser: Browser) -> None:
    """An order with an invoice, so that lists have rows and objects have pages."""
    load_trade(today=timezone.localdate(), heads=demo_heads())
    page = portal.new_page(browser)
    portal.sign_in(page, "headteacher")
    choose_session(page, NEW_TEACHERS)
    name_people(page, "Year 2 teacher")
    page.get_by_role("button", name="Continue").click()
    assert_accessible(page)
    assert_fits_320(page)
    confirm(page)
    assert_accessible(page)
    assert_fits_320(page)
    page.context.close()

    office = User.objects.get(memberships__role=Role.TRAINING_OFFICE)
    administrator = User.objects.get(memberships__role=Role.ADMINISTRATOR)
    school = Organisation.objects.open_schools().filter(school__type_id=11, school__local_authority_id=881).first()
    ask_price(school=school, wants="The subscription", by=office)
    new_version(source=PriceList.objects.first(), name="Next year", valid_from=date(2030, 9, 1), by=office)
    invite(
        email="a.b@school.example",
        name="",
        organisation=school,
        role=Role.HEADTEACHER,
        by=administrator,
        now=timezone.now(),
    )
    finance = User.objects.get(memberships__role=Role.FINANCE)
    change_billing_terms(school=school, terms=NewTerms(Billing.MONTHLY), by=finance)
    make_bank_file([("22/11/2021", "12.00", "Hire of a hall")], by=finance)
    request_rehearsal(period_end=timezone.localdate(), by=finance, today=timezone.localdate())
    make_token(
        user=finance,
        organisation=None,
        name="Ledger",
        scopes=["invoices"],
        expires_on=None,
        by=administrator,
        now=timezone.now(),
    )


def demo_heads() -> list[User]:
    """Those of the maintained school, the academy and the school outside Essex that the walk signs in for."""
    emails = {persona.key: persona.email for persona in personas()}
    keys = ("headteacher", "headteacher_academy", "headteacher_outside")
    return [User.objects.get(email=emails[key]) for key in keys]


def crowded_event(role: str | None) -> list[str]:
    """The office's list of those who wait: the walk would meet one where nobody does first."""
    if role != "training_office":
        return []
    entry = WaitingEntry.objects.earliest("pk")
    return [reverse("traded_assessment:office_waiting_list", args=[entry.training_session_id])]


def walk(page: Page, base: str, seen: set[str], *, starts: list[str]) -> list[str]:
    """Open one address of each route that this visitor finds a link to, and look at it. Returns what is wrong."""
    waiting, asked, faults = [(path, "the start") for path in starts], set(), []
    while waiting:
        path, found_on = waiting.pop(0)
        route = route_of(path)
        if route is None or route in asked or route in NOT_WALKED:
            continue
        asked.add(route)
        response = page.goto(base + path)
        if response is None or response.status != 200:
            faults.append(f"{path}, linked from {found_on}, answers {response and response.status}")
        elif route not in seen:
            faults += look(page)
        seen.add(route)
        waiting += [(link, path) for link in links(page, base)]
    return faults


def look(page: Page) -> list[str]:
    """What is wrong with the open page, in words."""
    return [
        str(fault) for check in (well_headed, assert_accessible, assert_fits_320) if (fault := failing(check, page))
    ]


def failing(check: Callable[[Page], None], page: Page) -> AssertionError | None:
    try:
        check(page)
    except AssertionError as fault:
        return fault
    return None


def well_headed(page: Page) -> None:
    assert page.locator("h1").count() == 1, f"{page.url} has {page.locator('h1').count()} first headings"
    assert page.title().endswith(f" – {settings.PORTAL_NAME}"), f"{page.url} is titled {page.title()}"


def links(page: Page, base: str) -> list[str]:
    hrefs = page.eval_on_selector_all("a[href]", "all => all.map(one => one.href)")
    return [
        href.removeprefix(base)
        for href in hrefs
        if href.startswith(base) and not urlsplit(href).path.endswith(FILE_ENDINGS)
    ]


def route_of(path: str) -> str | None:
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return None


def pages() -> set[str]:
    """The names of all routes of the project."""
    return {name for name, _, _ in ALL_ROUTES}


def by_design(name: str) -> bool:
    """The API, and the steps of allauth that no link leads to."""
    return name.startswith(("api:", "account_", "mfa_", "socialaccount_", "openid_connect_")) or name in NOT_WALKED
