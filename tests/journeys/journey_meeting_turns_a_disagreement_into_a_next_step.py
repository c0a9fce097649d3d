"""A lead holds the meeting on one screen; a disagreement becomes a step, and the next round shows what moved."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from essex_portal.accounts.models import User
from essex_portal.organisations.models import Organisation
from partnerships.models import NextStep, PartnershipMeeting, Round
from tests.factories.evaluation import make_version
from tests.factories.partnerships import add_school
from tests.factories.results import also_led_by_the_lead, make_office, make_published
from tests.journeys.accessibility import assert_accessible, assert_fits_320
from tests.journeys.conftest import Portal

STEP = "Each school brings one case to the next meeting"
APART, ALIKE = [1, 3, 3, 3], [4, 3, 3, 3]


def published(school: Organisation) -> Round:
    """Three schools of which one sees the first statement quite differently."""
    partnership = also_led_by_the_lead()
    add_school(partnership, school)
    make_office("Partnership lead")
    return make_published([APART, ALIKE, ALIKE], partnership=partnership, schools=[school], version=make_version())


def test_meeting_turns_a_disagreement_into_a_next_step(portal: Portal, page: Page, browser: Browser) -> None:
    school = User.objects.get(email__startswith="assessment-lead@").memberships.get().organisation
    review = published(school)

    portal.sign_in(page, "partnership_lead")
    page.goto(f"/partnerships/rounds/{review.pk}/results/")
    page.get_by_role("link", name="Hold the meeting").click()
    assert_accessible(page)
    expect(page.get_by_role("heading", name="We see it differently")).to_be_visible()
    page.get_by_role("link", name="1. Statement 1.1").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Statement 1.1")
    page.wait_for_load_state()
    expect(page.get_by_text("3.00")).to_have_count(0)
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("heading", level=1)).to_have_text("Statement 1.2")
    page.wait_for_load_state()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("heading", level=1)).to_have_text("Statement 1.1")

    page.get_by_role("link", name="Reveal the spread").click()
    expect(page.get_by_role("img", name="Spread of the schools’ answers")).to_be_visible()
    assert_accessible(page)
    assert_fits_320(page)
    page.get_by_label("2 Developing").check()
    page.get_by_label("Next step").fill(STEP)
    page.get_by_role("button", name="Save and stay").click()
    expect(page.get_by_role("alert").get_by_text("Choose who sees to the next step")).to_be_visible()
    expect(page.get_by_label("Next step")).to_have_value(STEP)
    page.get_by_label("Who sees to it").select_option(label=school.name)
    due = timezone.localdate() + timedelta(days=60)
    for label, value in (("Day", due.day), ("Month", due.month), ("Year", due.year)):
        page.get_by_role("group", name="By when").get_by_label(label).fill(str(value))
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Statement 1.2")
    assert NextStep.objects.get().owner == school

    page.get_by_role("link", name="Back").click()
    page.get_by_role("button", name="Record that we met").click()
    expect(page.get_by_text("The meeting is recorded.")).to_be_visible()
    assert PartnershipMeeting.objects.filter(partnership=review.partnership).count() == 1

    member = portal.new_page(browser)
    portal.sign_in(member, "school_member")
    member.goto(f"/partnerships/results/{review.pk}/")
    expect(member.get_by_role("heading", name=STEP)).to_be_visible()

    page.goto(f"/partnerships/{review.partnership_id}/next-steps/")
    assert_accessible(page)
    page.get_by_role("link", name="Change").click()
    page.get_by_label("Done").check()
    page.get_by_label("What came of it").fill("Three cases were discussed")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Ended (1)")).to_be_visible()

    later = make_published(
        [ALIKE] * 3,
        partnership=review.partnership,
        schools=_schools(review),
        version=review.version,
        opens_on=_later(review),
    )
    page.goto(f"/partnerships/rounds/{later.pk}/results/")
    moved = page.get_by_role("region", name="Earlier steps and the movement of their statements")
    expect(moved.get_by_role("row").filter(has_text=STEP)).to_contain_text("Up 1.00")
    expect(moved.get_by_role("row").filter(has_text=STEP)).to_contain_text("Done")


def test_the_meeting_works_without_javascript(portal: Portal, no_script_page: Page) -> None:
    school = User.objects.get(email__startswith="assessment-lead@").memberships.get().organisation
    review = published(school)
    portal.sign_in(no_script_page, "partnership_lead")
    no_script_page.goto(f"/partnerships/rounds/{review.pk}/meeting/1/")
    no_script_page.get_by_role("link", name="Next").click()
    expect(no_script_page.get_by_role("heading", level=1)).to_have_text("Statement 1.2")
    no_script_page.get_by_role("link", name="Previous").click()
    no_script_page.get_by_role("link", name="Reveal the spread").click()
    no_script_page.get_by_label("3 Established").check()
    no_script_page.get_by_role("button", name="Save and stay").click()
    expect(no_script_page.get_by_label("3 Established")).to_be_checked()


def _schools(review: Round) -> list[Organisation]:
    return [one.school for one in review.schools.order_by("pk")]


def _later(review: Round):
    """The next round opens half a year on."""
    return review.opens_on + timedelta(days=182)
