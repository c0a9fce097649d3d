"""The training office prints who comes to a session, and writes to those people once it has seen who gets it."""

from datetime import timedelta
from io import BytesIO

from django.utils import timezone
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.journeys.accessibility import assert_accessible, assert_fits_320
from tests.journeys.billing_steps import address_of
from tests.journeys.change_steps import book_for, event_on, mail_called
from tests.journeys.conftest import Portal
from traded_assessment.models import OfficeMessage


def test_office_writes_to_the_people_of_a_session(portal: Portal, page: Page) -> None:
    session = event_on(timezone.localdate() + timedelta(days=20))
    book_for("headteacher", session, "Year 2 teacher")
    book_for("headteacher_academy", session, "Year 6 teacher")
    portal.sign_in(page, "training_office")
    page.goto(f"/training/office/sessions/{session.pk}/")
    print_the_sheet(page)

    page.goto(f"/training/office/sessions/{session.pk}/")
    page.get_by_role("link", name="Write to these people").click()
    page.get_by_label("Subject").fill("What to bring")
    page.get_by_label("Message").fill("Have your assessment calendar at hand.")
    page.get_by_role("button", name="See who gets it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check the message")
    expect(page.locator("#people")).to_contain_text("4 people get it")
    assert not OfficeMessage.objects.exists(), "nothing is sent before the press of the button"
    assert_accessible(page)
    page.get_by_role("button", name="Send to 4 people").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What to bring")
    for person in ("year.2.teacher@school.example", "year.6.teacher@school.example", address_of("headteacher")):
        assert "assessment calendar at hand" in mail_called(portal, person, "What to bring").get_content()


def print_the_sheet(page: Page) -> None:
    page.get_by_role("link", name="Attendance sheet").click()
    expect(page.get_by_role("row", name="Year 6 teacher")).to_be_visible()
    assert_accessible(page)
    assert_fits_320(page)
    page.get_by_role("button", name="Make a PDF").click()
    link = page.get_by_role("link", name="Download")
    expect(link).to_be_visible(timeout=30_000)
    with page.expect_download() as made:
        link.click()
    sheet = PdfReader(BytesIO(made.value.path().read_bytes())).pages[0].extract_text()
    assert "Year 2 teacher" in sheet
    assert "Year 6 teacher" in sheet
