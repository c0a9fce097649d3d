"""The office lets untrained schools come first; the offer to one runs out, and goes on to the next by itself."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from essex_portal.accounts.models import User
from tests.journeys.accessibility import assert_accessible
from tests.journeys.billing_steps import address_of, school_of
from tests.journeys.change_steps import book_for, event_on, mail_called
from tests.journeys.conftest import Portal
from traded_assessment.models import Booking, TrainingSession, WaitingEntry
from traded_assessment.services.cancelling import Shown, Wish, cancel, preview
from traded_assessment.services.waiting_list import join_waiting_list, pass_offers_on

TRAINED, UNTRAINED = "headteacher_academy", "headteacher_outside"


def test_untrained_schools_come_first_and_an_offer_runs_out(portal: Portal, browser: Browser) -> None:
    in_a_month = timezone.localdate() + timedelta(days=30)
    earlier, full = event_on(in_a_month - timedelta(days=5)), event_on(in_a_month, capacity=1)
    booking = book_for("headteacher", full, "Year 2 teacher")
    book_for(TRAINED, earlier, "Year 6 teacher")
    first, second = wait(TRAINED, full), wait(UNTRAINED, full)

    office = portal.new_page(browser)
    portal.sign_in(office, "training_office")
    comes_first(office, full, UNTRAINED)
    give_up(booking)
    mail_called(portal, address_of(UNTRAINED), "Places for your school")
    assert states(first, second) == ["waiting", "offered"]

    runs_out(second)
    mail_called(portal, address_of(UNTRAINED), "Your offer has run out")
    offered = portal.new_page(browser)
    portal.sign_in(offered, TRAINED)
    offered.get_by_role("link", name="You have been offered 1 place").click()
    expect(offered.get_by_text("We keep 1 place for your school until")).to_be_visible()
    assert states(first, second) == ["offered", "lapsed"]


def wait(role: str, session: TrainingSession) -> WaitingEntry:
    by, now = User.objects.get(email=address_of(role)), timezone.now()
    return join_waiting_list(school=school_of(role), session=session, places=1, by=by, now=now)


def comes_first(page: Page, session: TrainingSession, role: str) -> None:
    """The office chooses who comes first, and sees the list in that order."""
    page.goto("/training/office/")
    page.get_by_role("link", name="2 schools").click()
    expect(page.get_by_text("Who joined first comes first.")).to_be_visible()
    page.get_by_label("Schools with nobody trained or booked").check()
    page.get_by_role("button", name="Save who comes first").click()
    expect(page.get_by_text("The order of the list is saved.")).to_be_visible()
    expect(page.locator("tbody tr").first).to_contain_text(school_of(role).name)
    assert_accessible(page)


def give_up(booking: Booking) -> None:
    asked = {"booking": booking, "wish": Wish(), "by": User.objects.get(email=address_of("headteacher"))}
    seen = preview(**asked, now=timezone.now())
    shown = Shown(seen.gross, seen.terms.band.charge_percent)
    cancel(**asked, shown=shown, key="journey", now=timezone.now())


def runs_out(entry: WaitingEntry) -> None:
    """Its working hours go by; what beat does each minute is done once they are over."""
    entry.refresh_from_db()
    pass_offers_on(now=entry.hold.expires_at + timedelta(minutes=1))


def states(*entries: WaitingEntry) -> list[str]:
    rows = WaitingEntry.objects.filter(pk__in=[one.pk for one in entries])
    return list(rows.order_by("pk").values_list("state", flat=True))
