"""The training office finds the schools with nobody trained for the phonics check, and writes to their headteachers."""

from playwright.sync_api import Page, expect

from essex_portal.accounts.demo import personas
from tests.journeys.accessibility import assert_accessible, assert_fits_320
from traded_assessment.models import OfficeMessage


def email_of(key: str) -> str:
    return next(persona.email for persona in personas() if persona.key == key)


def test_office_writes_to_schools_without_trained_staff(portal, page: Page):
    portal.sign_in(page, "training_office")
    page.get_by_role("link", name="Training office").first.click()
    page.get_by_role("link", name="Coverage").click()
    page.get_by_label("Duty", exact=True).select_option("Phonics screening check")
    page.get_by_label("Who is trained", exact=True).select_option("Nobody")
    page.get_by_role("button", name="Show").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Coverage of 20")
    expect(page.get_by_role("img", name="Phonics screening check: who is trained")).to_be_visible()
    assert_accessible(page)
    assert_fits_320(page)
    page.get_by_label("Count by", exact=True).select_option("Partnership")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("A school in more than one partnership is counted in each.")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Partnership", exact=True).first).to_be_visible()
    page.get_by_label("Count by", exact=True).select_option("Quadrant")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("button", name="Write to these schools").click()
    page.get_by_label("Message").fill("Please book by Friday: https://training.example/phonics")
    page.get_by_role("button", name="See who gets it").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Check the message")
    expect(page.locator("#people")).to_contain_text("people get it. Headteacher:")
    expect(page.get_by_text("nobody in the portal and cannot be written to")).to_be_visible()
    assert_accessible(page)
    assert not OfficeMessage.objects.exists(), "a preview sends nothing"
    page.get_by_role("button", name="Send to").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Training for the phonics screening check")
    [mail] = portal.mails_to(email_of("headteacher"), about="https://training.example/phonics")
    assert mail["Reply-To"]
    page.reload()
    expect(page.get_by_role("row", name=email_of("headteacher")).get_by_text("Sent")).to_be_visible()
