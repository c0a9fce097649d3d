"""A headteacher invites a colleague by mail; the colleague chooses a password, books, and sees no invoice."""

import re

from playwright.sync_api import Browser, expect

from tests.journeys.conftest import Portal
from tests.journeys.steps import REFRESHER, choose_session, confirm, name_people

LINK = re.compile(r"https?://\S+/invitations/\S+")


def test_headteacher_invites_a_colleague_who_books(portal: Portal, browser: Browser) -> None:
    head = portal.new_page(browser)
    portal.sign_in(head, "headteacher")
    head.get_by_role("link", name="School’s people").first.click()
    head.get_by_role("button", name="Invite a colleague").click()
    head.get_by_label("Email").fill("year.6.lead@school.example")
    head.get_by_label("School member").check()
    head.get_by_role("button", name="Send the invitation").click()
    expect(head.get_by_text("year.6.lead@school.example").first).to_be_visible()

    [mail] = portal.mails_to("year.6.lead@school.example")
    link = LINK.search(mail.get_body().get_content()).group()
    colleague = portal.new_page(browser)
    colleague.goto(link)
    colleague.get_by_label("Name").fill("Year 6 lead")
    for field in colleague.get_by_label(re.compile("password", re.I)).all():
        if field.get_attribute("type") == "password":
            field.fill("quiet-harbour-seven-lanterns")
    colleague.get_by_role("button", name="Accept and join").click()
    expect(colleague.get_by_text("Acting for").first).to_be_visible()

    choose_session(colleague, REFRESHER)
    name_people(colleague, "Year 6 lead")
    colleague.get_by_role("button", name="Continue").click()
    confirm(colleague)
    expect(colleague.get_by_text("The invoice goes to your headteacher")).to_be_visible()
    expect(colleague.get_by_role("link", name=re.compile("^INV-"))).to_have_count(0)

    stranger = portal.new_page(browser)
    stranger.goto(link)
    expect(stranger.get_by_role("button", name="Accept and join")).to_have_count(0)
