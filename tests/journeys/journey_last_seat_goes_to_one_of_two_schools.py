"""Two schools have the last seat on their check page; one gets it, the other keeps what it entered and sees why."""

from playwright.sync_api import Browser, expect

from tests.journeys.conftest import Portal
from tests.journeys.steps import NEW_TEACHERS, choose_session, confirm, name_people
from traded_assessment.models import TrainingSession


def test_last_seat_goes_to_one_of_two_schools(portal: Portal, browser: Browser) -> None:
    TrainingSession.objects.filter(course__title=NEW_TEACHERS).update(capacity=1)
    first, second = (portal.new_page(browser) for _ in range(2))
    for page, role in ((first, "headteacher"), (second, "headteacher_academy")):
        portal.sign_in(page, role)
        choose_session(page, NEW_TEACHERS)
        name_people(page, "Year 2 teacher")
        page.get_by_role("button", name="Continue").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Check your booking")

    confirm(first)
    second.get_by_role("button", name="Confirm booking").click()
    expect(second.get_by_role("heading", level=1)).to_have_text("Check your booking")
    expect(second.get_by_text("full").first).to_be_visible()
    expect(second.get_by_text("Year 2 teacher").first).to_be_visible()
    assert sum(TrainingSession.objects.filter(course__title=NEW_TEACHERS).values_list("places_sold", flat=True)) == 1
