"""Whoever has a place is reminded a week before and a day before, once each, and joins from the link in the mail."""

import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.journeys.billing_steps import address_of
from tests.journeys.change_steps import book_for, event_on, mail_called
from tests.journeys.conftest import Portal
from tests.journeys.steps import NEW_TEACHERS
from traded_assessment.models import Booking
from traded_assessment.services.reminders import send_reminders

LINK = re.compile(r"https?://\S+/training/place/\S+")
TEACHER = "year.2.teacher@school.example"


def test_people_are_reminded_a_week_and_a_day_before(portal: Portal, page: Page) -> None:
    session = event_on(timezone.localdate() + timedelta(days=20))
    booking = book_for("headteacher", session, "Year 2 teacher")
    Booking.objects.filter(pk=booking.pk).update(places=2)  # one is to be named later

    before = {days: session.starts_at - timedelta(days=days) for days in (8, 7, 1)}
    assert send_reminders(now=before[8]) == 0
    assert [send_reminders(now=before[7]) for _ in range(2)] == [2, 0], "each is written to once"
    week = mail_called(portal, TEACHER, "Your training on")
    assert "Your school can name somebody else" in week.get_body().get_content()
    unnamed = mail_called(portal, address_of("headteacher"), "Name your 1 colleague")
    assert "1 place has no name yet" in unnamed.get_body().get_content()

    assert [send_reminders(now=before[1]) for _ in range(2)] == [2, 0]
    day = mail_called(portal, TEACHER, "Your training tomorrow")
    page.goto(LINK.search(day.get_body().get_content()).group())
    expect(page.get_by_role("heading", level=1)).to_have_text(NEW_TEACHERS)
    expect(page.get_by_text("15 minutes before the start")).to_be_visible()
