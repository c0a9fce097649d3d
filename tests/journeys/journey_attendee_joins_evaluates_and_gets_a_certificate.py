"""A teacher joins from the link in the mail, says what they thought, gets the certificate, and anybody confirms it."""

import re
import time
from datetime import timedelta
from io import BytesIO

from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from tests.journeys.accessibility import assert_accessible, assert_fits_320
from tests.journeys.conftest import Portal
from tests.journeys.steps import REFRESHER, choose_session, confirm, name_people
from traded_assessment.models import TrainingSession
from traded_assessment.services.reminders import ask_for_evaluations

LINK = re.compile(r"https?://\S+/training/place/\S+")
MEETING = "https://meet.essex-education.example/**"


def test_attendee_joins_evaluates_and_gets_a_certificate(portal: Portal, browser: Browser) -> None:
    head = portal.new_page(browser)
    portal.sign_in(head, "headteacher")
    choose_session(head, REFRESHER)
    name_people(head, "Year 2 teacher")
    head.get_by_role("button", name="Continue").click()
    confirm(head)
    link = link_in(portal, "Your place")
    session = TrainingSession.objects.get(bookings__isnull=False)

    teacher = portal.new_page(browser)
    teacher.goto(link)
    expect(teacher.get_by_text("You can join from")).to_be_visible()
    expect(teacher.get_by_role("button", name="Join now")).to_have_count(0)
    looked_at(teacher)

    begins_in(session, minutes=10)
    teacher.context.route(MEETING, lambda route: route.fulfill(body="The meeting", content_type="text/plain"))
    teacher.reload()
    looked_at(teacher)
    teacher.get_by_role("button", name="Join now").click()
    expect(teacher.get_by_text("The meeting")).to_be_visible()
    assert teacher.url == session.join_link

    begins_in(session, minutes=-180)
    assert ask_for_evaluations(now=timezone.now()) == 1
    teacher.goto(link_in(portal, "What did you think"))
    looked_at(teacher)
    for group in teacher.get_by_role("group").all():
        group.get_by_label("Agree", exact=True).check()
    teacher.get_by_label("What should we do better").fill("More examples of writing")
    teacher.get_by_role("button", name="Send your answers").click()
    expect(teacher.get_by_role("heading", level=1)).to_have_text("Your certificate")
    pdf = download(teacher)
    assert "Year 2 teacher" in pdf
    looked_at(teacher)

    teacher.get_by_role("link", name=re.compile("^certificate ")).click()
    expect(teacher.get_by_text("Valid", exact=True)).to_be_visible()
    looked_at(teacher)
    assert teacher.get_by_role("heading", level=1).inner_text().removeprefix("Certificate ") in pdf

    office = portal.new_page(browser)
    portal.sign_in(office, "training_office")
    office.goto(f"/training/office/sessions/{session.pk}/")
    office.get_by_role("link", name="Evaluation", exact=True).click()
    expect(office.get_by_text("More examples of writing")).to_be_visible()
    expect(office.locator("svg.portal-chart")).to_be_visible()
    looked_at(office)
    office.get_by_role("link", name="All sessions of this course").click()
    looked_at(office)


def link_in(portal: Portal, subject: str) -> str:
    """The personal link in the newest mail about that to the teacher."""
    for _ in range(20):
        mails = [one for one in portal.mails_to("year.2.teacher@school.example") if one["Subject"].startswith(subject)]
        if mails:
            return LINK.search(mails[-1].get_body().get_content()).group()
        time.sleep(0.5)
    raise AssertionError(f"No mail “{subject}”")


def begins_in(session: TrainingSession, *, minutes: int) -> None:
    starts_at = timezone.now() + timedelta(minutes=minutes)
    TrainingSession.objects.filter(pk=session.pk).update(starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))


def download(page: Page) -> str:
    link = page.get_by_role("link", name="Download certificate")
    expect(link).to_be_visible(timeout=30_000)
    with page.expect_download() as made:
        link.click()
    reader = PdfReader(BytesIO(made.value.path().read_bytes()))
    return " ".join(reader.pages[0].extract_text().split())


def looked_at(page: Page) -> None:
    assert_accessible(page)
    assert_fits_320(page)
