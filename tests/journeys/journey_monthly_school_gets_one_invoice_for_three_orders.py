"""A school that finance bills by month books three times, and gets one invoice for the three orders."""

import re

from playwright.sync_api import Browser, expect

from tests.journeys.billing_steps import book, issue, rehearse, school_of, signed_in
from tests.journeys.conftest import Portal
from tests.journeys.steps import NEW_TEACHERS, REFRESHER
from traded_assessment.models import Invoice

YEAR_6 = NEW_TEACHERS.replace("Year 2", "Year 6")


def test_monthly_school_gets_one_invoice_for_three_orders(portal: Portal, browser: Browser) -> None:
    finance = signed_in(portal, browser, "finance")
    finance.goto("/training/finance/invoices/")
    finance.get_by_role("link", name="Billing terms").click()
    school = school_of("headteacher")
    finance.get_by_label("Set the terms of a school").fill(str(school.school.urn))
    finance.get_by_role("button", name="Find school").click()
    finance.get_by_role("link", name=school.name).first.click()
    finance.get_by_label("One invoice a month").check()
    finance.get_by_label("Email address for invoices").fill("office@school.example")
    finance.get_by_role("button", name="Save terms").click()
    expect(finance.get_by_text(f"Billing terms of {school.name} saved")).to_be_visible()

    head = signed_in(portal, browser, "headteacher")
    references = [book(head, title=title) for title in (NEW_TEACHERS, YEAR_6, REFRESHER)]
    expect(head.get_by_text("at the end of the month").first).to_be_visible()
    assert not Invoice.objects.exists()

    rehearse(finance)
    issue(finance, button="Issue 1 invoice")
    mail = portal.mails_to("office@school.example")[-1]
    assert [part.get_filename() for part in mail.iter_attachments()] == [f"{Invoice.objects.get().number}.pdf"]

    head.goto("/training/school-invoices/")
    expect(head.get_by_role("link", name=re.compile("^INV-"))).to_have_count(1)
    head.get_by_role("link", name=re.compile("^INV-")).click()
    for reference in references:
        expect(head.get_by_text(reference).first).to_be_visible()
    expect(head.get_by_text("£175.00").first).to_be_visible()  # 60 + 60 + 55
