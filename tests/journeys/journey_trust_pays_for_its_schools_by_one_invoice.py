"""Two schools book; their trust pays, and gets one invoice for both. Neither school sees what the other pays."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.journeys.accessibility import assert_accessible, assert_fits_320
from tests.journeys.billing_steps import address_of, book, issue, rehearse, school_of, signed_in
from tests.journeys.conftest import Portal
from traded_assessment.models import Invoice

SCHOOLS = ("headteacher", "headteacher_two_schools")
TRUST, MAILBOX = "River Learning Trust", "invoices@river-trust.example"


def test_trust_pays_for_its_schools_by_one_invoice(portal: Portal, browser: Browser) -> None:
    finance = signed_in(portal, browser, "finance")
    for role in SCHOOLS:
        let_the_trust_pay(finance, role)
    heads = {role: signed_in(portal, browser, role) for role in SCHOOLS}
    act_for(heads["headteacher_two_schools"], school_of("headteacher_two_schools").name)
    references = [book(head) for head in heads.values()]
    expect(heads["headteacher"].get_by_text(f"{TRUST} pays £60").first).to_be_visible()

    rehearse(finance)
    expect(finance.get_by_role("row", name=TRUST)).to_contain_text("Several schools")
    issue(finance, button="Issue 1 invoice")
    invoice = Invoice.objects.get()
    mail = portal.mails_to(MAILBOX)[-1]
    assert [part.get_filename() for part in mail.iter_attachments()] == [f"{invoice.number}.pdf"]

    finance.get_by_role("link", name=invoice.number).click()
    for role, reference in zip(SCHOOLS, references, strict=True):
        line = finance.get_by_role("row", name=school_of(role).name)
        expect(line).to_contain_text(reference)
    expect(finance.get_by_text("£120.00 is outstanding")).to_be_visible()
    assert_accessible(finance)
    assert_fits_320(finance)
    finance.get_by_role("link", name="the billing terms of its schools").first.click()
    expect(finance.get_by_role("row", name=TRUST)).to_have_count(2)
    finance.go_back()
    finance.get_by_role("link", name="Statement of the payer").click()
    expect(finance.get_by_role("heading", level=1)).to_have_text("Statement")
    expect(finance.get_by_text(TRUST).first).to_be_visible()
    expect(finance.get_by_text(invoice.number).first).to_be_visible()

    for role, head in heads.items():
        head.goto("/training/school-invoices/")
        expect(head.get_by_role("link", name=re.compile("^INV-"))).to_have_count(0)
        assert head.goto(f"/training/school-invoices/{invoice.number}/").status == 404
        assert invoice.number not in "".join(str(one["Subject"]) for one in portal.mails_to(address_of(role)))


def act_for(page: Page, school: str) -> None:
    """Whoever leads two schools says which one it is about."""
    page.goto("/people/acting-for/")
    page.get_by_label(school).check()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text(f"Acting for {school}")).to_be_visible()


def let_the_trust_pay(page: Page, role: str) -> None:
    """Finance bills the school's trust by month, together with its other schools; what is missing is said."""
    page.goto(f"/training/finance/invoices/billing-terms/{school_of(role).school.urn}/")
    page.get_by_label("One invoice a month").check()
    page.get_by_label("Another organisation").check()
    page.get_by_label("Name of the other organisation").fill(TRUST)
    page.get_by_label("Bill it together").check()
    page.get_by_label("Email address for invoices").fill(MAILBOX)
    page.get_by_role("button", name="Save terms").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Enter the address of who pays")
    page.get_by_label("Address of who pays").fill("1 River Road\nBasildon\nSS14 3NT")
    page.get_by_role("button", name="Save terms").click()
    expect(page.get_by_text("saved").first).to_be_visible()
