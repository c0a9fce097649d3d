"""Two schools apply for one funded place: the office ranks and awards; the first gives it back, the next accepts it."""

import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from partnerships.models import FundedApplication, Offer
from tests.journeys.accessibility import assert_accessible, assert_fits_320
from tests.journeys.conftest import Portal

OFFER = "Research school programme for key stages 2 and 3"
LINK = re.compile(r"https?://\S+/partnerships/offers/applications/\d+/")


def test_school_applies_for_a_funded_place(portal: Portal, browser: Browser) -> None:
    Offer.objects.filter(title=OFFER).update(places=1, most_each=1)
    first, second, office = (portal.new_page(browser) for _ in range(3))
    portal.sign_in(first, "headteacher")
    portal.sign_in(second, "headteacher_academy")
    save_and_come_back(first)
    apply(second)

    yesterday = timezone.localdate() - timedelta(1)
    Offer.objects.filter(title=OFFER).update(closes_on=yesterday)
    portal.sign_in(office, "administrator")
    rank_and_award(office, second_school=FundedApplication.objects.latest("pk").school.name)

    give_back(second, mail_about(portal, second, "Funded places for your school"))
    accept(first, mail_about(portal, first, "Funded places for your school"))
    look_at_the_money(office)
    offer = Offer.objects.get(title=OFFER)
    states = dict(offer.applications.values_list("rank", "state"))
    assert (offer.places_taken, states) == (1, {1: "declined", 2: "accepted"})


def open_offer(page: Page) -> None:
    page.goto("/partnerships/offers/")
    page.get_by_role("link", name=OFFER).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(OFFER)
    expect(page.get_by_role("heading", name="may apply")).to_be_visible()


def save_and_come_back(page: Page) -> None:
    open_offer(page)
    assert_accessible(page)
    page.get_by_role("button", name="Apply").click()
    page.get_by_role("button", name="Hand in").click()
    expect(
        page.get_by_role("alert").get_by_text("Say what your school will do with it before you hand in")
    ).to_be_visible()
    assert_accessible(page)
    page.get_by_label("What will your school do with it?").fill("Our mathematics lead takes part.")
    page.get_by_role("button", name="Save and come back later").click()
    expect(page.get_by_text("The office does not see it")).to_be_visible()

    page.goto("/")
    page.get_by_role("link", name=re.compile(f"Hand in your application by .*: {OFFER}")).click()
    page.get_by_role("button", name="Change").click()
    expect(page.get_by_label("What will your school do with it?")).to_have_value("Our mathematics lead takes part.")
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_text("The application is handed in.")).to_be_visible()
    assert_accessible(page)
    assert_fits_320(page)


def apply(page: Page) -> None:
    open_offer(page)
    page.get_by_role("button", name="Apply").click()
    page.get_by_label("What will your school do with it?").fill("Two teachers of year 6 and year 7 take part.")
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_text("The application is handed in.")).to_be_visible()


def rank_and_award(page: Page, *, second_school: str) -> None:
    page.goto("/")
    page.get_by_role("link", name=f"Rank the applications and award the places: {OFFER}").click()
    ranks = page.get_by_label(re.compile("^Rank of "))
    expect(ranks).to_have_count(2)
    for box in ranks.all():
        is_second = second_school in str(box.get_attribute("aria-label"))
        box.fill("1" if is_second else "2")
    page.get_by_role("button", name="Save the ranking").click()
    expect(page.get_by_text("The ranking is saved.")).to_be_visible()
    assert_accessible(page)
    assert_fits_320(page)
    page.get_by_role("link", name="Award places by rank").click()
    assert_accessible(page)
    page.get_by_role("button", name="Award places").click()
    expect(page.get_by_text("1 school has been awarded places.")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile(re.escape(second_school)))).to_contain_text("Awarded")


def mail_about(portal: Portal, page: Page, subject: str) -> str:
    """The link in the newest mail with that subject to whoever is signed in on the page."""
    page.goto("/people/account/")
    address = re.search(r"\S+@\S+\.example", page.locator("main").inner_text())
    assert address
    for _ in range(100):
        found = [mail for mail in portal.mails_to(address.group()) if str(mail["Subject"]).startswith(subject)]
        if found:
            return LINK.search(found[-1].get_body().get_content()).group()
        page.wait_for_timeout(200)
    raise AssertionError(f"No mail about {subject!r}")


def give_back(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_role("link", name="Give the places back").click()
    assert_accessible(page)
    page.get_by_role("button", name="Give back").click()
    expect(page.locator("main").get_by_text("Declined by the school")).to_be_visible()


def accept(page: Page, link: str) -> None:
    page.goto(link)
    assert_accessible(page)
    page.get_by_role("button", name="Accept").click()
    page.get_by_role("button", name="Accept").click()
    expect(page.locator("main").get_by_text("Your school has taken the places.")).to_be_visible()


def look_at_the_money(page: Page) -> None:
    page.goto("/partnerships/offers/office/money/")
    row = page.get_by_role("row", name=re.compile(OFFER))
    expect(row.get_by_role("cell").nth(2)).to_have_text("1")
    assert_accessible(page)
    assert_fits_320(page)
