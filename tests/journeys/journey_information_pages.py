"""The public pages around the portal, and its error page: sound for axe, at 320 px, by keyboard and on paper."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.accessibility import assert_accessible, assert_fits_320

ADDRESSES = ["/contact/", "/accessibility-statement/", "/cookies/", "/privacy/", "/no-such-page/"]

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("address", ADDRESSES)
def test_information_pages_are_accessible(live_server, page: Page, address: str):
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if "policy" in message.text.lower() else None)
    page.goto(live_server.url + address)
    assert_accessible(page)
    assert_fits_320(page)
    assert not complaints


def test_the_keyboard_reaches_the_content_first(live_server, page: Page):
    page.goto(f"{live_server.url}/contact/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main-content")).to_be_focused()


def test_on_paper_the_page_is_alone(live_server, page: Page):
    page.goto(f"{live_server.url}/accessibility-statement/")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("footer")).to_be_hidden()
    expect(page.locator(".portal-acting")).to_be_hidden()


def test_the_portals_own_fonts_are_used(live_server, page: Page):
    page.goto(f"{live_server.url}/contact/")
    loaded = page.evaluate(
        "document.fonts.ready.then(all => [...all].filter(f => f.status === 'loaded').map(f => f.family + f.weight))"
    )
    assert sorted(loaded) == ["Atkinson Hyperlegible Next400", "Atkinson Hyperlegible Next700"]
