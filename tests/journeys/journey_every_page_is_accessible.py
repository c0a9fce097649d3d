"""A walk through the portal by its links, as each role: every page passes axe, fits 320 px and has one heading.

A page that no link leads to fails the walk, so a new page comes into it by being linked; what cannot be
walked to (answers to a form, files, steps of a sign-in) is named in NOT_WALKED with the reason.
"""

from collections.abc import Callable
from datetime import date
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve
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
from tests.journeys.steps import NEW_TEACHERS, choose_session, confirm, name_people
from tests.rules.test_routes_are_guarded import ALL as ALL_ROUTES
from traded_assessment.demo import load_trade
from traded_assessment.models import PriceList
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
        faults += walk(page, portal.url, seen)
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


def walk(page: Page, base: str, seen: set[str]) -> list[str]:
    """Open one address of each route that this visitor finds a link to, and look at it. Returns what is wrong."""
    waiting, asked, faults = [("/", "the start")], set(), []
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


A_FILE = "a file, not a page"
A_PART = "a part of a page, or where a form is sent"
API = "answers programs"
SIGNING_IN = (
    "looked at in journey_people_pages and tests of sign-in: a step that only a link in a mail or a form leads to"
)
CANCELLING = "looked at in journey_school_cancels_in_each_band_and_sees_the_money_first"
NOT_WALKED: dict[str, str] = {
    "healthz": API,
    "readyz": API,
    "documents:download": A_FILE,
    "documents:status": A_PART,
    "documents:retry": A_PART,
    "home:retry_job": A_PART,
    "organisations:rejected_rows": A_FILE,
    "organisations:retry_import": A_PART,
    "accounts:demo_sign_in": A_PART,
    "accounts:invitation": SIGNING_IN,
    "accounts:set_up_second_factor": SIGNING_IN,
    "traded_assessment:attendees": A_FILE,
    "traded_assessment:book_price": A_PART,
    "traded_assessment:remove_line": A_PART,
    "traded_assessment:check_order": "looked at in `prepare`: only a form leads there",
    "traded_assessment:convert_singles": "journey_adviser_turns_singles_into_a_subscription looks at it",
    "traded_assessment:close_session": A_PART,
    "traded_assessment:ask_for_price": A_PART,
    "traded_assessment:session_call_off": "looked at in journey_office_calls_a_session_off",
    "traded_assessment:retry_call_off": A_PART,
    "traded_assessment:order_calendar": A_FILE,
    "traded_assessment:join_session": A_PART,
    "traded_assessment:place_evaluation": "looked at in journey_attendee_joins_evaluates_and_gets_a_certificate",
    "traded_assessment:place_certificate": "looked at in journey_attendee_joins_evaluates_and_gets_a_certificate",
    "traded_assessment:place_certificate_file": A_FILE,
    "traded_assessment:certificate": "looked at in journey_attendee_joins_evaluates_and_gets_a_certificate",
    "traded_assessment:calendar_feed": A_FILE,
    "traded_assessment:renew_calendar": A_PART,
    "traded_assessment:revoke_calendar": A_PART,
    "traded_assessment:training_record_file": A_FILE,
    "traded_assessment:upload_attendance": "looked at in journey_school_reads_its_training_record",
    "traded_assessment:course_evaluation": "looked at in journey_attendee_joins_evaluates_and_gets_a_certificate",
    "traded_assessment:billing_terms_csv": A_FILE,
    "traded_assessment:coverage_csv": A_FILE,
    "traded_assessment:begin_booking_for": A_PART,
    "traded_assessment:stop_booking_for": A_PART,
    "traded_assessment:attendance_sheet_pdf": A_PART,
    "traded_assessment:write_to_attendees": "the pages of write_to_schools; only booked sessions lead there",
    "traded_assessment:office_message": "journey_office_writes_to_schools_without_trained_staff ends there",
    "traded_assessment:start_invoice_run": A_PART,
    "traded_assessment:journal_csv": A_FILE,
    "traded_assessment:post_journal": A_PART,
    "traded_assessment:journal": "looked at in journey_journal_balances_and_settles_recharges",
    "traded_assessment:discard_journal": "looked at in journey_journal_balances_and_settles_recharges",
    "traded_assessment:export_batch": "looked at in journey_finance_edits_a_mapping_and_exports_the_same_bytes_twice",
    "traded_assessment:retry_invoice_run": A_PART,
    "traded_assessment:make_e_invoice": A_PART,
    "traded_assessment:make_e_credit_note": A_PART,
    "traded_assessment:record_bank_file": A_PART,
    "traded_assessment:put_bank_row_back": A_PART,
    "traded_assessment:unbilled_order": "looked at in journey_invoice_run_is_rehearsed_then_run_once",
    "traded_assessment:nothing_to_bill": "only lines without a price lead there",
    "traded_assessment:refund_invoice": "looked at in journey_finance_uses_what_was_paid_too_much",
    "traded_assessment:use_credit": "looked at in journey_finance_uses_what_was_paid_too_much",
    "traded_assessment:aged_debt_csv": A_FILE,
    "traded_assessment:take_back_write_off": A_PART,
    "traded_assessment:send_payment_reminders": A_PART,
    "traded_assessment:remove_reminder_step": A_PART,
    "traded_assessment:resume_reminders": A_PART,
    "traded_assessment:invoices_csv": A_FILE,
    "traded_assessment:invoices_xlsx": A_FILE,
    "traded_assessment:invoices_zip": A_PART,
    "traded_assessment:pay_invoices": A_PART,
    "traded_assessment:bank_row": "journey_finance_matches_the_banks_payments looks at it",
    "traded_assessment:set_bank_row_aside": "journey_finance_matches_the_banks_payments looks at it",
    "traded_assessment:book_offer": A_PART,
    "traded_assessment:cancel_booking": "only a form leads there: journey_school_cancels_in_each_band_…",
    "traded_assessment:cancellation": "journey_school_cancels_in_each_band_and_sees_the_money_first ends there",
    "traded_assessment:move_booking": "only a form leads there: journey_school_moves_a_booking",
    "traded_assessment:decide_by_link": "a link in a mail: journey_headteacher_approves_a_colleagues_booking",
    "traded_assessment:name_by_link": "a link that is handed on: journey_school_books_now_and_names_later_by_link",
    "traded_assessment:renew_naming_link": A_PART,
    "traded_assessment:send_approval_again": A_PART,
    "traded_assessment:withdraw_approval": A_PART,
    "traded_assessment:discard_price_list": A_PART,
    "traded_assessment:reopen_session": "closed sessions alone have it",
    "traded_assessment:invoices_export": "journey_finance_exports_the_month_as_zip ends there",
}


def by_design(name: str) -> bool:
    """The API, and the steps of allauth that no link leads to."""
    return name.startswith(("api:", "account_", "mfa_", "socialaccount_", "openid_connect_")) or name in NOT_WALKED
