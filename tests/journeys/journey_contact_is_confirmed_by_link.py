"""A contact's year is over: the portal asks by mail, the person confirms without an account, the directory shows it."""

import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Browser, expect

from partnerships.models import OfficeHolder
from partnerships.tasks import ask_contacts_to_confirm
from tests.journeys.accessibility import assert_accessible, assert_fits_320
from tests.journeys.conftest import Portal

LINK = re.compile(r"https?://\S+/partnerships/contacts/confirm/\S+/")


def test_contact_is_confirmed_by_link(portal: Portal, browser: Browser) -> None:
    holder = OfficeHolder.objects.filter(place__name="North-East", office__name="Early help").get()
    OfficeHolder.objects.exclude(pk=holder.pk).update(confirmed_on=timezone.localdate())
    OfficeHolder.objects.filter(pk=holder.pk).update(confirmed_on=timezone.localdate() - timedelta(days=400))
    officer = portal.new_page(browser)
    portal.sign_in(officer, "quadrant_officer")
    officer.goto("/partnerships/contacts/?show=stale")
    out_of_date = officer.locator(".govuk-tag", has_text="Out of date")
    expect(out_of_date).to_have_count(1)
    assert_accessible(officer)
    assert_fits_320(officer)

    ask_contacts_to_confirm.delay()
    mail = portal.mails_to(holder.email)[-1]
    visitor = portal.new_page(browser)
    visitor.goto(LINK.search(mail.get_body().get_content()).group())
    assert_accessible(visitor)
    assert_fits_320(visitor)
    visitor.get_by_role("button", name="Send the answer").click()
    expect(visitor.get_by_role("alert")).to_contain_text("Select whether the details are right")
    visitor.get_by_label("Yes, all of it is right").check()
    visitor.get_by_role("button", name="Send the answer").click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Thank you")

    officer.goto("/partnerships/contacts/")
    expect(out_of_date).to_have_count(0)
