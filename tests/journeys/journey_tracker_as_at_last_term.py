"""The director looks at the tracker as it was at the end of last term, and opens an action as it was then."""

from datetime import UTC, datetime, timedelta

from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from essex_portal.tracker.models import Action
from essex_portal.tracker.services.actions import drop_action, edit_action
from essex_portal.tracker.states import Stage
from tests.factories.tracker import make_action, make_milestone, make_programme, make_update, make_workstream
from tests.journeys.accessibility import assert_accessible, assert_fits_320
from tests.journeys.conftest import Portal

LAST_DAY = datetime(2021, 12, 17, 12, tzinfo=UTC)
"""Of the autumn term."""


def make_history() -> Action:
    """One action reworded and re-rated since, one dropped since. Returns the dropped one."""
    workstream = make_workstream(make_programme(title="Services for families"), prefix="JC")
    usual = {"stage": Stage.UNDER_WAY, "now": LAST_DAY - timedelta(days=60)}
    moved, dropped = (make_action(workstream, title=title, **usual) for title in ("Map all services", "Find funding"))
    make_milestone(moved, LAST_DAY.date() + timedelta(days=30), title="First map", now=LAST_DAY - timedelta(days=50))
    make_update(moved, "green", "The mapping began.", now=LAST_DAY - timedelta(days=3))
    later = LAST_DAY + timedelta(days=30)
    base = moved.versions.current().get()
    edit_action(action=moved, base=base, title="Map some services", by=None, now=later, reason="Too much at once")
    make_update(moved, "red", "Nobody is left to map.", now=later)
    drop_action(action=dropped, reason="Funded elsewhere", by=None, now=later)
    return dropped


def ask_for_the_last_day(page: Page) -> None:
    for part, value in (("Day", "17"), ("Month", "12"), ("Year", "2021")):
        page.get_by_role("group", name="As it was on").get_by_label(part, exact=True).fill(value)


def test_tracker_as_at_last_term(portal: Portal, browser: Browser) -> None:
    dropped = make_history()
    page = portal.new_page(browser)
    portal.sign_in(page, "director")
    page.get_by_role("link", name="Tracker", exact=True).first.click()
    page.get_by_role("link", name="Services for families", exact=True).click()
    row = page.get_by_role("row", name="JC-1")
    expect(row).to_contain_text("Map some services")
    expect(row).to_contain_text("Red")

    ask_for_the_last_day(page)
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_text("what was seen at the end of 17 December 2021")).to_be_visible()
    row = page.get_by_role("row", name="JC-1")
    expect(row).to_contain_text("Map all services")
    expect(row).to_contain_text("Green")
    assert_accessible(page)
    assert_fits_320(page)

    page.get_by_role("link", name="Map all services").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Map all services")
    expect(page.get_by_text("The mapping began.").first).to_be_visible()
    expect(page.get_by_text("Nobody is left to map.")).to_have_count(0)
    expect(page.get_by_role("button", name="Update", exact=True)).to_have_count(0)
    page.get_by_role("link", name="See it as it is now").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Map some services")
    page.get_by_role("link", name="Every change of this action").click()
    expect(page.get_by_text("from “Map all services” to “Map some services”")).to_be_visible()
    expect(page.get_by_text("Because: Too much at once")).to_be_visible()

    page.goto(f"/tracker/programmes/{dropped.programme.slug}/actions/{dropped.reference}/")
    expect(page.get_by_text("Dropped").first).to_be_visible()
    assert timezone.localdate() > LAST_DAY.date()
