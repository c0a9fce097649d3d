"""A lead opens a round. Five schools answer, one with colleagues, one without JavaScript; then it is published."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect

from essex_portal.accounts.models import User
from essex_portal.accounts.roles import Role
from essex_portal.organisations.models import Organisation
from partnerships.models import AgreedAnswer, Answer, QuestionSet
from tests.factories.accounts import make_account, sign_in
from tests.factories.evaluation import make_version
from tests.factories.partnerships import make_partnership
from tests.factories.schools import make_school
from tests.journeys.accessibility import assert_accessible, assert_fits_320
from tests.journeys.conftest import Portal

QUESTIONS = "Short self-review"
PARTS = 3
"""Two dimensions, and the partnership's own statements."""
LINK = re.compile(r"https?://\S+/partnerships/self-review/\d+/")


@pytest.fixture
def heads(portal: Portal) -> list[User]:
    """Headteachers of five schools that have a partnership and a short set of questions."""
    make_version(question_set=QuestionSet.objects.create(name=QUESTIONS))
    schools = [make_school(name=f"Marsh School {letter}") for letter in "ABCDE"]
    make_partnership("Marsh Partnership", schools=schools)
    return [make_account(Role.HEADTEACHER, school, name="Headteacher") for school in schools]


def test_lead_opens_a_round_and_five_schools_answer(portal: Portal, browser: Browser, heads: list[User]) -> None:
    partnership = Organisation.objects.get(name="Marsh Partnership")
    lead = visit(portal, browser, make_account(Role.PARTNERSHIP_LEAD, partnership))
    ask_something_of_ones_own(lead)
    open_a_round(lead)

    link = link_in_mail(portal, heads[0])
    a_colleague_answers(portal, browser, heads[0], link)
    the_headteacher_settles_what_colleagues_said(portal, browser, heads[0], link)
    for head in heads[1:]:
        page = visit(portal, browser, head, java_script_enabled=head != heads[1])
        page.goto("/")
        page.get_by_role("link", name=re.compile("Hand in your school’s answers by .*: Marsh Partnership")).click()
        page.get_by_role("link", name="Dimension 1").click()
        settle_the_rest_and_hand_in(page, first=1)
        page.context.close()

    lead.reload()
    expect(lead.locator(".portal-figures")).to_contain_text("Handed in5")
    assert_accessible(lead)
    assert_fits_320(lead)
    close_and_publish(lead)
    handed_in = AgreedAnswer.objects.filter(round_school__round__partnership=partnership)
    assert sorted(handed_in.values_list("level", flat=True)) == [2] + [3] * 24
    assert portal.mails_to(heads[4].email, about="are there: Marsh Partnership")


def visit(portal: Portal, browser: Browser, person: User, *, java_script_enabled: bool = True) -> Page:
    """A browser in which the person is signed in."""
    context: BrowserContext = browser.new_context(
        base_url=portal.url, locale="en-GB", java_script_enabled=java_script_enabled
    )
    cookie = sign_in(Client(), person).cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie.value, "url": portal.url}])
    return context.new_page()


def ask_something_of_ones_own(page: Page) -> None:
    page.goto("/partnerships/rounds/")
    page.get_by_role("link", name="0 statements of your own").click()
    page.get_by_role("button", name="Add a statement").click()
    page.get_by_label("Statement").fill("We share one minibus well.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="We share one minibus well.")).to_be_visible()
    assert_accessible(page)


def open_a_round(page: Page) -> None:
    page.goto("/partnerships/rounds/")
    page.get_by_role("button", name="Plan a round").click()
    page.get_by_label("Name of the round").fill("This term")
    page.get_by_label(re.compile(QUESTIONS)).check()
    last_day = timezone.localdate() + timedelta(days=21)
    for part, value in (("Day", last_day.day), ("Month", last_day.month), ("Year", last_day.year)):
        page.get_by_label(part, exact=True).fill(str(value))
    expect(page.get_by_label("We share one minibus well.")).to_be_checked()
    assert_accessible(page)
    page.get_by_role("button", name="Save the draft").click()
    page.get_by_role("button", name="Open the round").click()
    expect(page.get_by_text("5 schools are asked")).to_be_visible()
    page.get_by_role("button", name="Open the round").click()
    expect(page.locator(".portal-figures")).to_contain_text("Schools asked5")


def link_in_mail(portal: Portal, person: User) -> str:
    """Where the invitation leads."""
    return LINK.search(portal.mails_to(person.email)[0].get_body().get_content()).group()


def a_colleague_answers(portal: Portal, browser: Browser, head: User, link: str) -> None:
    """Each choice is saved by itself; what is said stays when the page is left and opened again."""
    teacher = make_account(Role.SCHOOL_MEMBER, head.memberships.get().organisation, name="Assessment lead")
    page = visit(portal, browser, teacher)
    page.goto(link)
    assert_accessible(page)
    page.get_by_role("link", name="Dimension 1").click()
    assert_accessible(page)
    assert_fits_320(page)
    first = page.get_by_role("group", name="Statement 1.1")
    first.get_by_label("2 Developing").focus()
    page.keyboard.press("Space")
    expect(page.get_by_text("Saved at")).to_be_visible()
    page.locator(".portal-words summary").first.click()
    page.get_by_label("What makes you say so?").first.fill("We met once.")
    page.get_by_role("button", name="Save and come back later").click()
    expect(page.get_by_text("1 of 2")).to_be_visible()
    assert list(Answer.objects.values_list("level", "evidence")) == [(2, "We met once.")]
    page.context.close()


def the_headteacher_settles_what_colleagues_said(portal: Portal, browser: Browser, head: User, link: str) -> None:
    page = visit(portal, browser, head)
    page.goto(link)
    expect(page.get_by_text("Assessment lead has answered 1 statement")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Check the answers").click()
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("alert").get_by_role("link", name=re.compile("no answer yet"))).to_have_count(3)
    assert_accessible(page)
    page.get_by_role("link", name="Change Dimension 1").click()
    expect(page.get_by_text("We met once.")).to_be_visible()
    assert_accessible(page)
    assert_fits_320(page)
    page.get_by_role("group", name="Statement 1.1").get_by_label("2 Developing").check()
    page.get_by_role("group", name="Statement 1.2").get_by_label("3 Established").check()
    page.get_by_role("button", name="Save and continue").click()
    settle_the_rest_and_hand_in(page, first=2)
    page.get_by_role("link", name="Read what the school said").click()
    expect(page.get_by_text("2 Developing")).to_be_visible()
    assert_accessible(page)
    page.context.close()


def settle_the_rest_and_hand_in(page: Page, *, first: int) -> None:
    """From the page of this part to the end."""
    for number in range(first, PARTS + 1):
        expect(page.get_by_text(f"part {number} of {PARTS}")).to_be_visible()
        for step in page.get_by_label("3 Established").all():
            step.check()
        page.get_by_role("button", name="Save and continue" if number < PARTS else "Save").click()
    page.get_by_role("button", name="Check the answers").click()
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_text("has handed in. Thank you.")).to_be_visible()


def close_and_publish(page: Page) -> None:
    page.get_by_role("button", name="Close the round").click()
    expect(page.get_by_text("Every school has handed in.")).to_be_visible()
    page.get_by_role("button", name="Close the round").click()
    page.get_by_role("button", name="Publish the results").click()
    page.get_by_role("button", name="Publish the results").click()
    expect(page.get_by_text("The results are published, and the schools have been written to.")).to_be_visible()
