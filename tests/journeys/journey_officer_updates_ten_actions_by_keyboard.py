"""A quadrant officer updates ten actions without touching the mouse, each saved by itself."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from essex_portal.accounts.models import Membership
from essex_portal.accounts.roles import Role
from essex_portal.tracker.models import Action, ActionUpdate
from essex_portal.tracker.states import Stage
from tests.factories.tracker import make_action, make_milestone, make_programme, make_workstream
from tests.journeys.accessibility import assert_accessible, assert_fits_320
from tests.journeys.conftest import Portal

MANY_TABS = 60


def make_ten_actions() -> list[Action]:
    """Of the demonstration's officer's quadrant, none of them spoken of; the last has missed a milestone."""
    quadrant = Membership.objects.get(role=Role.QUADRANT_OFFICER).organisation
    workstream = make_workstream(make_programme(title="Quadrant actions"), prefix="NE")
    then, today = timezone.now() - timedelta(days=50), timezone.localdate()
    dates = {"starts_on": today - timedelta(days=49), "due_on": today + timedelta(days=90)}
    actions = [
        make_action(workstream, quadrant=quadrant, stage=Stage.UNDER_WAY, title=f"Step {n}", now=then, **dates)
        for n in range(1, 11)
    ]
    make_milestone(actions[-1], today - timedelta(days=3), title="Options drafted")
    return actions


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the control of that form has the keyboard."""
    for _ in range(MANY_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.name") == name:
            return
    raise AssertionError(f"The keyboard does not reach {name}")


def test_officer_updates_ten_actions_by_keyboard(portal: Portal, browser: Browser) -> None:
    actions = make_ten_actions()
    page = portal.new_page(browser)
    portal.sign_in(page, "quadrant_officer")
    page.goto("/tracker/mine/")
    expect(page.get_by_role("heading", level=1)).to_have_text("My actions")
    assert_accessible(page)
    assert_fits_320(page)

    for number, action in enumerate(actions, start=1):
        tab_to(page, f"a{action.pk}-delivery")
        page.keyboard.type("Green")
        page.keyboard.press("Tab")
        page.keyboard.type(f"Sentence {number}.")
        page.keyboard.press("Enter")
        if number == len(actions):  # the facts say otherwise, so one more sentence is wanted
            expect(page.locator(f"#a{action.pk}")).to_contain_text("“Options drafted” was missed")
            expect(page.locator(f"[name=a{action.pk}-contradiction]")).to_be_visible()
            tab_to(page, f"a{action.pk}-contradiction")
            page.keyboard.type("The options were agreed without a draft.")
            assert_accessible(page)
            page.keyboard.press("Enter")
        saved = page.locator(f"#a{action.pk}").get_by_role("status")
        expect(saved).to_contain_text(f"Saved: Sentence {number}.")
        expect(saved).to_be_focused()  # so that Tab goes on to the next line

    updates = ActionUpdate.objects.filter(action__in=actions)
    said = updates.order_by("pk").values_list("action__reference", "delivery__code", "sentence")
    assert list(said) == [(f"NE-{n}", "green", f"Sentence {n}.") for n in range(1, 11)]
    assert updates.exclude(contradiction="").get().action == actions[-1]
    assert_accessible(page)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("My actions")
    for action in actions:  # none of them is due any more
        expect(page.locator(f"#a{action.pk}")).to_have_count(0)
