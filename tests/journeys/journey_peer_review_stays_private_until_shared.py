"""Two schools of a partnership visit one another: what they agree is theirs until both share it."""

import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from essex_portal.accounts.demo import personas
from partnerships.models import PeerVisit
from tests.journeys.accessibility import assert_accessible, assert_fits_320
from tests.journeys.conftest import Portal

AGREED = "Every class reads aloud each day."


def test_peer_review_stays_private_until_shared(portal: Portal, browser: Browser) -> None:
    PeerVisit.objects.all().delete()
    host, visitor, officer = (portal.new_page(browser) for _ in range(3))
    portal.sign_in(host, "headteacher")
    portal.sign_in(visitor, "headteacher_two_schools")
    portal.sign_in(officer, "quadrant_officer")

    visit = arrange(host)
    agree(host, visit)
    visitor.goto(visit)
    expect(visitor.get_by_text(AGREED)).to_be_visible()
    refused(officer, visit)

    share(host, visit, "The partnership reads it only while both schools share it.")
    refused(officer, visit)
    share(visitor, visit, "Both schools share it: the partnership can read it now.")
    officer.goto("/partnerships/visits/")
    officer.get_by_role("region", name="Past visits").get_by_role("link").first.click()
    expect(officer.get_by_text(AGREED)).to_be_visible()
    expect(officer.get_by_role("link", name="Write down what you agreed")).to_have_count(0)
    assert_accessible(officer)

    visitor.goto(visit)
    visitor.get_by_role("button", name="Keep it private again").click()
    refused(officer, visit)


def school_of(role: str) -> str:
    """The name of the demo person's first school."""
    return next(persona.organisations[0].name for persona in personas() if persona.key == role)


def arrange(host: Page) -> str:
    """Returns the visit's address. It takes place today, so that what is agreed can be written down."""
    schools = school_of("headteacher"), school_of("headteacher_two_schools")
    host.goto("/partnerships/visits/")
    host.get_by_role("button", name="Arrange a visit").click()
    assert_accessible(host)
    host.get_by_label("Partnership", exact=True).select_option(label="Colchester Consortium")
    host.get_by_role("button", name="Show their schools").click()
    host.get_by_label("School that is visited").select_option(label=schools[0])
    host.get_by_label("School that visits").select_option(label=schools[1])
    today = timezone.localdate()
    for name, value in (("Day", today.day), ("Month", today.month), ("Year", today.year)):
        host.get_by_label(name, exact=True).fill(str(value))
    host.get_by_label("Starts").fill("9am")
    host.get_by_label("Ends").fill("3pm")
    host.get_by_label("What do the visitors look at?").fill("Reading in every class")
    assert_fits_320(host)
    host.get_by_role("button", name="Arrange the visit").click()
    expect(host.get_by_text("both schools have been told")).to_be_visible()
    assert_accessible(host)
    PeerVisit.objects.update(on=today - timedelta(1))
    return host.url


def agree(page: Page, visit: str) -> None:
    page.goto(visit)
    page.get_by_role("link", name="Write down what you agreed").click()
    assert_accessible(page)
    page.get_by_label("Strengths").fill(AGREED)
    page.get_by_label("Even better if").fill("Older pupils choose the books.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text(AGREED)).to_be_visible()
    assert_accessible(page)
    assert_fits_320(page)


def share(page: Page, visit: str, words: str) -> None:
    page.goto(visit)
    page.get_by_role("button", name="Share it for your school").click()
    expect(page.get_by_text(re.compile(re.escape(words))).first).to_be_visible()


def refused(page: Page, visit: str) -> None:
    response = page.goto(visit)
    assert response is not None
    assert response.status == 404
    page.goto("/partnerships/visits/")
    expect(page.get_by_text("None yet that you can see.")).to_be_visible()
