"""A school asks for a place on a forum's list and is added: its people get in, another school's do not.

The office records a meeting, and has the quarter's report made.
"""

import re
from io import BytesIO

from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from partnerships.models import Forum
from tests.journeys.accessibility import assert_accessible, assert_fits_320
from tests.journeys.conftest import Portal

FORUM = "Tendring Education Forum"
DATE = re.compile(r"https?://\S+/partnerships/forums/\d+/dates/[\d-]+/")


def test_school_joins_a_forum(portal: Portal, browser: Browser) -> None:
    Forum.objects.filter(name=FORUM).update(rhythm="weekly", weekday=2, days_before=60)
    school, office, stranger = (portal.new_page(browser) for _ in range(3))
    portal.sign_in(school, "headteacher")
    portal.sign_in(office, "quadrant_officer")
    portal.sign_in(stranger, "headteacher_academy")
    ask(school)
    add_to_the_list(office)

    link = invitation(portal, school)
    school.goto(link)
    way_in = school.get_by_role("button", name="Join online").get_attribute("href")
    assert_accessible(school)
    assert_fits_320(school)
    stranger.goto(link)
    expect(stranger.get_by_text("The link to join is for schools on the list.")).to_be_visible()
    expect(stranger.get_by_role("button", name="Join online")).to_have_count(0)
    assert_accessible(stranger)
    response = stranger.goto(way_in)
    assert response is not None
    assert response.status == 404

    cancel_the_date(office, link)
    school.goto(link)
    expect(school.get_by_text("The speaker is ill.")).to_be_visible()
    ask_for_a_drop_in_link(stranger)
    record_and_report(office)


def open_forum(page: Page, name: str = FORUM) -> None:
    page.goto("/partnerships/forums/")
    page.get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def ask(page: Page) -> None:
    open_forum(page)
    page.get_by_role("button", name="Ask to join the list").click()
    expect(page.get_by_text("Your request is with the office.")).to_be_visible()
    assert_accessible(page)


def add_to_the_list(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name=f"1 school asks to join: {FORUM}").click()
    assert_accessible(page)
    assert_fits_320(page)
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_text("is on the list.")).to_be_visible()


def invitation(portal: Portal, page: Page) -> str:
    """The link in the first invitation to whoever is signed in on the page."""
    page.goto("/people/account/")
    address = re.search(r"\S+@\S+\.example", page.locator("main").inner_text())
    assert address
    for _ in range(100):
        found = [mail for mail in portal.mails_to(address.group()) if f"Invitation: {FORUM}" in str(mail["Subject"])]
        if found:
            assert [part.get_filename() for part in found[0].iter_attachments()] == ["date.ics"]
            return DATE.search(found[0].get_body().get_content()).group()
        page.wait_for_timeout(200)
    raise AssertionError("No invitation")


def cancel_the_date(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_role("link", name="Cancel the date").click()
    assert_accessible(page)
    page.get_by_label("Why?").fill("The speaker is ill.")
    page.get_by_role("button", name="Cancel the date").click()
    expect(page.get_by_text("the list has been told")).to_be_visible()


def ask_for_a_drop_in_link(page: Page) -> None:
    open_forum(page, "Early help drop-in")
    page.get_by_role("region", name="Coming dates").get_by_role("link").first.click()
    assert_accessible(page)
    page.get_by_role("button", name="Ask for the link").click()
    expect(page.get_by_text("Here is your way in.")).to_be_visible()
    expect(page.get_by_role("button", name="Join online")).to_be_visible()


def record_and_report(page: Page) -> None:
    open_forum(page, "Colchester Education Forum")
    page.get_by_role("region", name="Past dates").get_by_role("link").last.click()
    page.get_by_role("link", name="Record who came and what was said").click()
    assert_accessible(page)
    assert_fits_320(page)
    page.get_by_label("Themes").fill("Young carers\nAttendance")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("listitem").get_by_text("Young carers")).to_be_visible()
    assert_accessible(page)

    recorded = page.url.rstrip("/").rsplit("/", 1)[1]
    page.goto(f"{page.url.split('dates')[0]}report/?of={recorded}")
    expect(page.get_by_text("Young carers: 1 meeting")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Make the PDF").click()
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("Download forum-report")).click()
    pdf = PdfReader(BytesIO(download.value.path().read_bytes()))
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "Young carers" in pdf.pages[0].extract_text()
