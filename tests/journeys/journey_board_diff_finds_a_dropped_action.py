"""Between two boards one action is put off twice, one is worded anew and one is dropped: the comparison finds all
three, and says that nobody was asked about the dropped one."""

from datetime import date, timedelta

from django.utils import timezone
from playwright.sync_api import Browser, expect

from essex_portal.tracker.services.actions import drop_action, edit_action
from tests.factories.tracker import make_action, make_programme, make_update, make_workstream
from tests.journeys.accessibility import assert_accessible, assert_fits_320
from tests.journeys.conftest import Portal


def test_board_diff_finds_a_dropped_action(portal: Portal, browser: Browser) -> None:
    now = timezone.now()
    before, between = now - timedelta(days=60), now - timedelta(days=20)
    stream = make_workstream(make_programme(title="Plans"), prefix="ZZ")
    due = {"starts_on": date(2021, 9, 1), "due_on": (now + timedelta(days=100)).date()}
    late, worded, dropped = (
        make_action(stream, title=title, now=before, **due)
        for title in ("Train all settings", "Write guidance for every school", "Fund outdoor education")
    )
    for weeks in (1, 2):
        forecast = due["due_on"] + timedelta(weeks=weeks)
        make_update(late, "amber", "Put off.", forecast_on=forecast, now=between + timedelta(days=weeks))
    base = worded.versions.current().get()
    edit_action(action=worded, base=base, title="Write guidance for some schools", by=None, now=between)
    drop_action(action=dropped, reason="No money is left", by=None, now=between)

    page = portal.new_page(browser)
    portal.sign_in(page, "director")
    page.goto("/tracker/board/")
    page.get_by_role("link", name="What changed").click()
    day = timezone.localdate(before) + timedelta(days=1)
    for part, value in zip(("Day", "Month", "Year"), (day.day, day.month, day.year), strict=True):
        page.get_by_role("group", name="From").get_by_label(part).fill(str(value))
    page.get_by_role("button", name="Compare").click()

    gone = page.get_by_role("row", name=dropped.reference)
    expect(gone).to_contain_text("No money is left")
    expect(gone).to_contain_text("Nobody was asked")
    expect(page.get_by_role("region", name="Put off").get_by_role("row", name=late.reference)).to_contain_text("14")
    wording = page.get_by_role("row", name=worded.reference)
    expect(wording.locator("del")).to_contain_text("every school")
    expect(wording.locator("ins")).to_contain_text("some schools")
    assert_accessible(page)
    assert_fits_320(page)
