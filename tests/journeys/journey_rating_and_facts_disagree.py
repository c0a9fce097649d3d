"""An officer rates an action better than its facts; the portal asks why, and the director sees both side by side."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Browser, expect

from essex_portal.accounts.models import Membership
from essex_portal.accounts.roles import Role
from essex_portal.tracker.states import Stage
from tests.factories.tracker import make_action, make_milestone, make_programme, make_workstream
from tests.journeys.accessibility import assert_accessible, assert_fits_320
from tests.journeys.conftest import Portal


def test_rating_and_facts_disagree(portal: Portal, browser: Browser) -> None:
    quadrant = Membership.objects.get(role=Role.QUADRANT_OFFICER).organisation
    workstream = make_workstream(make_programme(title="Quadrant actions"), prefix="NE")
    then, today = timezone.now() - timedelta(days=10), timezone.localdate()
    facts = {"quadrant": quadrant, "stage": Stage.UNDER_WAY, "now": then, "starts_on": then.date()}
    action = make_action(workstream, title="Moderate plans", due_on=today + timedelta(days=60), **facts)
    make_milestone(action, today - timedelta(days=2), title="First panel", now=then)
    make_action(workstream, title="Another one", due_on=today + timedelta(days=60), **facts)

    officer = portal.new_page(browser)
    portal.sign_in(officer, "quadrant_officer")
    officer.goto(f"/tracker/programmes/{action.programme.slug}/actions/NE-1/")
    officer.get_by_role("button", name="Update", exact=True).click()
    officer.get_by_label("Green").check()
    officer.get_by_label("Why, in a sentence").fill("The panel meets on Friday.")
    officer.get_by_role("button", name="Save update").click()
    expect(officer.get_by_role("alert")).to_contain_text("“First panel” was missed")
    expect(officer.get_by_label("Why, in a sentence")).to_have_value("The panel meets on Friday.")
    assert_accessible(officer)
    assert_fits_320(officer)
    officer.get_by_label("Where the facts say otherwise").fill("It was moved by a week, with the board’s consent.")
    officer.get_by_role("button", name="Save update").click()
    expect(officer.get_by_text("NE-1 is updated.")).to_be_visible()

    director = portal.new_page(browser)
    portal.sign_in(director, "director")
    director.goto("/tracker/actions/")
    director.get_by_label("Standing").select_option("Rating and facts disagree")
    director.get_by_role("button", name="Find").click()
    row = director.get_by_role("row", name="NE-1")
    expect(row).to_contain_text("Green")
    expect(row).to_contain_text("Facts: off track")
    expect(director.get_by_role("row", name="NE-2")).to_have_count(0)
    director.get_by_role("link", name="Moderate plans").click()
    expect(director.get_by_text("The rating is better than the facts.")).to_be_visible()
    expect(director.get_by_text("It was moved by a week, with the board’s consent.").first).to_be_visible()
    assert_accessible(director)
    assert_fits_320(director)
