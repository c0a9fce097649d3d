"""A school subscribes its calendar to its sessions, gives out a new address, and ends that one."""

from playwright.sync_api import APIResponse, Page, expect

from tests.journeys.conftest import Portal
from tests.journeys.steps import REFRESHER, choose_session, confirm, name_people


def test_calendar_feed_is_revoked(portal: Portal, page: Page) -> None:
    portal.sign_in(page, "headteacher")
    choose_session(page, REFRESHER)
    name_people(page, "Year 2 teacher")
    page.get_by_role("button", name="Continue").click()
    confirm(page)
    page.goto("/training/bookings/")
    page.get_by_role("link", name="Your calendar").click()
    page.get_by_role("button", name="Get an address for the school").click()
    first = address(page)
    feed = fetch(page, first)
    assert feed.status == 200
    assert feed.headers["content-type"].startswith("text/calendar")
    assert f"SUMMARY:{REFRESHER}" in feed.text().replace("\r\n ", "")
    assert fetch(page, first, {"If-None-Match": feed.headers["etag"]}).status == 304

    page.get_by_role("button", name="Get a new address for the school").click()
    second = address(page)
    assert second != first
    assert fetch(page, first).status == 410
    assert fetch(page, second).status == 200

    page.get_by_role("button", name="End this address of the school").click()
    expect(page.get_by_role("button", name="Get an address for the school")).to_be_visible()
    assert fetch(page, second).status == 410


def address(page: Page) -> str:
    """The address that the page shows for the school."""
    return page.locator("#address-school").input_value()


def fetch(page: Page, url: str, headers: dict[str, str] | None = None) -> APIResponse:
    """As a calendar program does it: without signing in."""
    return page.context.browser.new_context().request.get(url, headers=headers or {})
