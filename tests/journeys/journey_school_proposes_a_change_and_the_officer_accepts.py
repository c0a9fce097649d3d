"""A headteacher proposes to join a partnership; the officer sees it at home, accepts it, and the directory shows it."""

from playwright.sync_api import Browser, expect

from essex_portal.accounts.roles import Role
from essex_portal.organisations.models import Organisation
from partnerships.models import MembershipProposal, PartnershipFacts
from tests.journeys.accessibility import assert_accessible, assert_fits_320
from tests.journeys.conftest import Portal


def test_school_proposes_a_change_and_the_officer_accepts(portal: Portal, browser: Browser) -> None:
    MembershipProposal.objects.all().delete()
    quadrant = Organisation.objects.get(memberships__role=Role.QUADRANT_OFFICER)
    head, officer = portal.new_page(browser), portal.new_page(browser)
    portal.sign_in(head, "headteacher")
    school = Organisation.objects.filter(memberships__role=Role.HEADTEACHER).order_by("memberships__pk")[0]
    joins = PartnershipFacts.objects.filter(quadrant=quadrant, kind="local_cluster").exclude(
        partnership__partnership_members__school=school
    )
    facts = joins.order_by("-name")[0]

    head.goto("/partnerships/your-school/")
    assert_accessible(head)
    head.get_by_role("button", name="Propose a change").click()
    head.get_by_role("button", name="Send the proposal").click()
    expect(head.get_by_role("alert")).to_contain_text("Select what has changed")
    assert_accessible(head)
    assert_fits_320(head)
    head.get_by_label("Our school joins a partnership").check()
    head.get_by_label("Partnership", exact=True).select_option(value=str(facts.partnership_id))
    head.get_by_label("What should the officer know?").fill("Our reception teachers meet already")
    head.get_by_role("button", name="Send the proposal").click()
    expect(head.get_by_text("Waits for an answer")).to_be_visible()

    portal.sign_in(officer, "quadrant_officer")
    officer.get_by_role("link", name="1 school proposes a change of partnerships").click()
    assert_accessible(officer)
    officer.get_by_role("rowheader").get_by_role("link").click()
    expect(officer.get_by_text("Our reception teachers meet already")).to_be_visible()
    assert_accessible(officer)
    officer.get_by_label("Refuse: the directory stays as it is").check()
    officer.get_by_role("button", name="Give the answer").click()
    expect(officer.get_by_role("alert")).to_contain_text("Enter why it is refused")
    officer.get_by_label("Accept: the directory is changed").check()
    officer.get_by_role("button", name="Give the answer").click()

    head.reload()
    expect(head.get_by_text("Accepted")).to_be_visible()
    expect(head.get_by_role("heading", level=2).get_by_role("link", name=facts.name)).to_be_visible()
