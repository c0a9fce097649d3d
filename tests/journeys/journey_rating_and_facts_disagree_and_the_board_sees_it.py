"""An officer rates an action green although a milestone was missed: a sentence is wanted, and the director's page shows
the rating, the facts and the sentence side by side; the officer's question is decided there."""

from datetime import date, timedelta

from django.utils import timezone
from playwright.sync_api import Browser, expect

from essex_portal.organisations.models import Organisation
from tests.factories.tracker import make_action, make_milestone, make_programme, make_workstream
from tests.journeys.accessibility import assert_accessible, assert_fits_320
from tests.journeys.conftest import Portal


def test_rating_and_facts_disagree_and_the_board_sees_it(portal: Portal, browser: Browser) -> None:
    now = timezone.now()
    quadrant = Organisation.objects.get(kind="quadrant", name="North-East")
    stream = make_workstream(make_programme(title="Plans", slug="plans"), prefix="ZZ")
    action = make_action(
        stream, title="Train those who write plans", quadrant=quadrant, stage="under_way", now=now - timedelta(days=40),
        starts_on=date(2021, 9, 1), due_on=(now + timedelta(days=100)).date(),
    )  # fmt: skip
    make_milestone(action, (now - timedelta(days=5)).date(), title="First cohort trained", now=now - timedelta(days=40))
    make_action(stream, title="Another one", quadrant=quadrant, stage="under_way", now=now - timedelta(days=40))

    officer, director = portal.new_page(browser), portal.new_page(browser)
    portal.sign_in(officer, "quadrant_officer")
    officer.goto(f"/tracker/programmes/plans/actions/{action.reference}/")
    officer.get_by_role("button", name="Update", exact=True).click()
    officer.get_by_label("Green").check()
    officer.get_by_label("Why, in a sentence").fill("The cohort has begun.")
    officer.get_by_role("button", name="Save update").click()
    expect(officer.get_by_role("alert")).to_contain_text("“First cohort trained” was missed")
    expect(officer.get_by_label("Why, in a sentence")).to_have_value("The cohort has begun.")
    assert_accessible(officer)
    assert_fits_320(officer)
    officer.get_by_label("Where the facts say otherwise").fill("All are booked for next week.")
    officer.get_by_role("button", name="Save update").click()
    expect(officer.get_by_text(f"{action.reference} is updated.")).to_be_visible()

    officer.get_by_role("link", name="Ask the board for a decision").click()
    assert_accessible(officer)
    officer.get_by_label("What has to be decided?").fill("May the second cohort start in May?")
    officer.get_by_role("button", name="Ask").click()

    portal.sign_in(director, "director")
    director.goto("/tracker/board/")
    row = director.get_by_role("row", name=action.reference)
    expect(row).to_contain_text("Green")
    expect(row).to_contain_text("The milestone “First cohort trained” was missed")
    expect(row).to_contain_text("All are booked for next week.")
    assert_accessible(director)
    assert_fits_320(director)
    director.get_by_role("link", name="May the second cohort start in May?").click()
    assert_accessible(director)
    director.get_by_label("Decision").fill("Yes, with two trainers.")
    director.get_by_role("button", name="Record the decision").click()

    officer.goto(f"/tracker/programmes/plans/actions/{action.reference}/")
    expect(officer.get_by_text("Decided: Yes, with two trainers.")).to_be_visible()

    director.goto("/tracker/actions/")
    director.get_by_label("Standing").select_option("Rating and facts disagree")
    director.get_by_role("button", name="Find").click()
    expect(director.get_by_role("row", name=action.reference)).to_contain_text("Facts: off track")
    expect(director.get_by_role("row", name="Another one")).to_have_count(0)
    director.get_by_role("link", name="Train those who write plans").click()
    expect(director.get_by_text("The rating is better than the facts.")).to_be_visible()
    expect(director.get_by_text("All are booked for next week.").first).to_be_visible()
