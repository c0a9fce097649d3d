"""The office records who came with the keyboard; the school reads who is trained for what, and takes it as CSV."""

import csv
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Browser, expect

from essex_portal.accounts.demo import personas
from essex_portal.accounts.models import User
from tests.factories.places import book
from tests.journeys.accessibility import assert_accessible, assert_fits_320
from tests.journeys.conftest import Portal
from traded_assessment.models import TrainingSession
from traded_assessment.services.order_requests import Person

PHONICS = "Administering the phonics screening check"


def test_school_reads_its_training_record(portal: Portal, browser: Browser) -> None:
    session = a_session_that_is_over()
    office = portal.new_page(browser)
    portal.sign_in(office, "training_office")
    office.goto(f"/training/office/sessions/{session.pk}/")
    office.get_by_role("link", name="Record attendance").click()
    assert_accessible(office)
    assert_fits_320(office)
    office.get_by_role("link", name="Fill in from a file").click()
    assert_accessible(office)
    assert_fits_320(office)
    office.get_by_role("link", name="Cancel").click()
    first = office.get_by_role("group", name="Attendance of Deputy")
    first.get_by_label("Not recorded").focus()
    office.keyboard.press("ArrowRight")  # did not attend and attended stand beside it
    office.keyboard.press("Tab")
    second = office.get_by_role("group", name="Attendance of Year 1 teacher")
    expect(second.get_by_label("Not recorded")).to_be_focused()
    office.keyboard.press("ArrowRight")
    office.get_by_role("group", name="Attendance of Deputy").get_by_label("Did not attend").check()
    office.keyboard.press("Enter")
    expect(office.get_by_text("The attendance of 2 people changed")).to_be_visible()
    expect(second.get_by_label("Attended", exact=True)).to_be_checked()

    head = portal.new_page(browser)
    portal.sign_in(head, "headteacher")
    head.get_by_role("link", name="Your bookings").first.click()
    head.get_by_role("link", name="Training record").click()
    phonics = head.get_by_role("row").filter(has_text="Phonics screening check").first
    expect(phonics).to_contain_text("Year 1 teacher")
    expect(head.get_by_role("row").filter(has_text="Multiplication tables check").first).to_contain_text("Nobody yet")
    expect(head.get_by_text("Deputy")).to_have_count(0)
    assert_accessible(head)
    assert_fits_320(head)
    with head.expect_download() as file:
        head.get_by_role("link", name="Download the whole record").click()
    [row] = csv.DictReader(file.value.path().read_text("utf-8-sig").splitlines())
    assert (row["Name"], row["Session"], row["Helps with"]) == ("Year 1 teacher", PHONICS, "Phonics screening check")


def a_session_that_is_over() -> TrainingSession:
    """Two colleagues were booked for it; it ended an hour ago."""
    now = timezone.now()
    session = TrainingSession.objects.filter(course__title=PHONICS, starts_at__gt=now).first()
    [persona] = [one for one in personas() if one.key == "headteacher"]
    head, [school] = User.objects.get(email=persona.email), persona.organisations
    people = (Person("Deputy"), Person("Year 1 teacher", "Teacher", "y1@school.example"))
    book(session, *people, school=school, by=head, now=now)
    TrainingSession.objects.filter(pk=session.pk).update(
        starts_at=now - timedelta(hours=2), ends_at=now - timedelta(hours=1)
    )
    return session
