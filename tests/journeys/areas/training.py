"""Everything under /training/, in a portal in which everything has happened once."""

from datetime import date

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser

from essex_portal.accounts.demo import personas
from essex_portal.accounts.models import User
from essex_portal.accounts.roles import Role
from essex_portal.organisations.models import Organisation
from tests.factories.bank_files import make_bank_file
from tests.journeys.accessibility import assert_accessible, assert_fits_320
from tests.journeys.areas.area import A_FILE, A_PART, Area
from tests.journeys.conftest import Portal
from tests.journeys.steps import NEW_TEACHERS, choose_session, confirm, name_people
from traded_assessment.demo import load_trade
from traded_assessment.models import PriceList, WaitingEntry
from traded_assessment.services.billing_terms import NewTerms, change_billing_terms
from traded_assessment.services.invoice_runs import request_rehearsal
from traded_assessment.services.price_requests import ask_price
from traded_assessment.services.prices import new_version
from traded_assessment.states import Billing

CANCELLING = "looked at in journey_school_cancels_in_each_band_and_sees_the_money_first"
NOT_WALKED = {
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
    "traded_assessment:join_waiting_list": "looked at in journey_freed_place_goes_down_the_waiting_list",
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
    school = Organisation.objects.open_schools().filter(school__type_id=11, school__local_authority_id=881).first()
    ask_price(school=school, wants="The subscription", by=office)
    new_version(source=PriceList.objects.first(), name="Next year", valid_from=date(2030, 9, 1), by=office)
    finance = User.objects.get(memberships__role=Role.FINANCE)
    change_billing_terms(school=school, terms=NewTerms(Billing.MONTHLY), by=finance)
    make_bank_file([("22/11/2021", "12.00", "Hire of a hall")], by=finance)
    request_rehearsal(period_end=timezone.localdate(), by=finance, today=timezone.localdate())


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


AREA = Area(
    name="training",
    namespaces=frozenset({"traded_assessment"}),
    roles=(None, "headteacher", "headteacher_two_schools", "training_office", "finance", "administrator"),
    prepare=prepare,
    not_walked=NOT_WALKED,
    starts=crowded_event,
)
