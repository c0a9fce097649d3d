"""The training office plans sessions for half terms at once, and cannot take away places that are sold."""

from playwright.sync_api import Page, expect

from tests.journeys.accessibility import assert_accessible, assert_fits_320
from tests.journeys.change_steps import book_for
from tests.journeys.conftest import Portal
from tests.journeys.steps import NEW_TEACHERS
from traded_assessment.models import TrainingSession


def test_office_plans_a_series_and_keeps_what_is_sold(portal: Portal, page: Page) -> None:
    portal.sign_in(page, "training_office")
    page.goto("/training/office/sessions/")
    before = set(TrainingSession.objects.values_list("pk", flat=True))
    plan(page)
    assert set(TrainingSession.objects.values_list("pk", flat=True)) == before, "the dates are only shown"
    assert_accessible(page)
    assert_fits_320(page)
    page.get_by_role("button", name="Create these sessions").click()
    expect(page.get_by_text("2 sessions were created")).to_be_visible()
    planned = TrainingSession.objects.exclude(pk__in=before).order_by("starts_at")
    assert [(one.course.title, one.capacity) for one in planned] == [(NEW_TEACHERS, 12)] * 2

    book_for("headteacher", planned[0], "Year 2 teacher", "Year 3 teacher", "Year 6 teacher")
    set_places(page, planned[0], 2)
    error = "3 places are sold already. Places must be 3 or more."
    expect(page.locator(".govuk-error-summary")).to_contain_text(error)
    assert_accessible(page)
    set_places(page, planned[0], 3)
    expect(page.get_by_text("The session was saved.")).to_be_visible()
    expect(page.locator("main").get_by_text("Full", exact=True)).to_be_visible()


def plan(page: Page) -> None:
    """Two half terms from now on, the same week and weekday of each."""
    page.get_by_role("link", name="Plan a series").click()
    page.get_by_label(NEW_TEACHERS).check()
    half_terms = page.get_by_role("group", name="Half terms").get_by_role("checkbox")
    for number in (1, 2):
        half_terms.nth(number).check()
    page.get_by_label("Week of the half term").select_option("Week 2")
    page.get_by_label("Day", exact=True).select_option("Friday")
    page.get_by_label("Starts").fill("3:45pm")
    page.get_by_label("Places at each session").fill("12")
    page.get_by_role("button", name="Show the dates").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check the series")


def set_places(page: Page, session: TrainingSession, places: int) -> None:
    page.goto(f"/training/office/sessions/{session.pk}/change/")
    page.get_by_label("Places").fill(str(places))
    page.get_by_role("button", name="Save the session").click()
