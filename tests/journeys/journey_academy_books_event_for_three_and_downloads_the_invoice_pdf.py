"""An academy without a subscription pays 60 + 2 x 15 for three at an event, and gets a tagged PDF from the worker."""

from io import BytesIO

from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.journeys.conftest import Portal
from tests.journeys.steps import NEW_TEACHERS, choose_session, confirm, name_people


def test_academy_books_event_for_three_and_downloads_the_invoice_pdf(portal: Portal, page: Page) -> None:
    portal.sign_in(page, "headteacher_academy")
    choose_session(page, NEW_TEACHERS)
    expect(page.locator(".portal-price__amount")).to_have_text("£60")
    name_people(page, "Year 2 teacher", "New teacher", "Head of school")
    expect(page.locator(".portal-price__amount")).to_have_text("£90")  # changes as the form is filled, without a reload
    page.get_by_role("button", name="Continue").click()
    reference = confirm(page)

    link = page.get_by_role("link", name="PDF")
    expect(link).to_be_visible(timeout=30_000)  # the page asks for itself until the worker has made it
    with page.expect_download() as download:
        link.click()
    pdf = PdfReader(BytesIO(download.value.path().read_bytes()))
    text = pdf.pages[0].extract_text()
    assert len(pdf.pages) == 1
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert all(words in text for words in (reference, "Acorn Academy", "£90.00", "INV-"))
    [ready] = portal.mails_to("headteacher@acorn-academy.example")[-1:]
    assert "INV-" in ready["Subject"] or reference in ready["Subject"]
