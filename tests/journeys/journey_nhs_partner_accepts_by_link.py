"""An officer asks an NHS office to accept its part; it answers by the link in the mail, without an account, wants a
change first, then accepts and says how it goes; the tracker shows all of it."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Browser, expect

from essex_portal.organisations.models import Organisation
from tests.factories.tracker import make_action, make_lead, make_programme, make_workstream
from tests.journeys.accessibility import assert_accessible, assert_fits_320
from tests.journeys.conftest import Portal

NHS = "commissioning@nhs.example"


def test_nhs_partner_accepts_by_link(portal: Portal, browser: Browser) -> None:
    quadrant = Organisation.objects.get(kind="quadrant", name="North-East")
    stream = make_workstream(make_programme(title="Joint commissioning plan", slug="joint-plan"), prefix="ZZ")
    now = timezone.now()
    action = make_action(
        stream, title="Map services across the area", quadrant=quadrant, stage="under_way", now=now,
        starts_on=now.date(), due_on=(now + timedelta(days=100)).date(),
    )  # fmt: skip
    make_lead(action, office="Deputy Chief Executive", organisation_words="NHS", now=timezone.now())

    officer = portal.new_page(browser)
    portal.sign_in(officer, "quadrant_officer")
    officer.goto(f"/tracker/programmes/joint-plan/actions/{action.reference}/")
    expect(officer.get_by_text("Unowned").first).to_be_visible()
    officer.get_by_role("link", name="Ask by mail").click()
    assert_accessible(officer)
    officer.get_by_label("E-mail address of the office").fill(NHS)
    officer.get_by_role("button", name="Send the link").click()
    expect(officer.get_by_text("The link is on its way")).to_be_visible()

    [mail] = portal.mails_to(NHS)
    address = next(line for line in mail.get_content().splitlines() if line.startswith(portal.url))
    partner = portal.new_page(browser)
    partner.goto(address)
    expect(partner.get_by_text("Map services across the area")).to_be_visible()
    assert_accessible(partner)
    assert_fits_320(partner)
    partner.get_by_label("Yes, if something changes").check()
    partner.get_by_role("button", name="Send your answer").click()
    expect(partner.get_by_role("alert")).to_contain_text("Say what should change")
    partner.get_by_label("What should change, or why not").fill("From April, not before.")
    partner.get_by_role("button", name="Send your answer").click()
    expect(partner.get_by_text("“From April, not before.”")).to_be_visible()
    partner.get_by_label("Yes, we accept it").check()
    partner.get_by_role("button", name="Send your answer").click()

    partner.get_by_role("button", name="Say how it goes").click()
    assert_accessible(partner)
    assert_fits_320(partner)
    partner.get_by_label("Amber").check()
    partner.get_by_label("Why, in a sentence").fill("Two services are missing from the map.")
    partner.get_by_role("button", name="Send the update").click()
    expect(partner.get_by_text("Thank you. Your update is with the office")).to_be_visible()

    officer.reload()
    expect(officer.get_by_text("Two services are missing from the map.").first).to_be_visible()
    expect(officer.get_by_text("Unowned")).to_have_count(0)

    partner.goto(f"{portal.url}/tracker/by-link/somebody-elses/")
    expect(partner.get_by_role("heading", name="This link has ended")).to_be_visible()
    assert_accessible(partner)
