"""The training office calls a session off: it sees what happens to whom, and a worker moves or credits each booking."""

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

from tests.journeys.accessibility import assert_accessible, assert_fits_320
from tests.journeys.change_steps import day_charged, event_on, mail_called, place, some_schools
from tests.journeys.conftest import Portal
from traded_assessment.models import Cancellation, CreditNote


def test_office_calls_a_session_off(portal: Portal, page: Page) -> None:
    day = day_charged(100)
    session, to = event_on(day), event_on(day + timedelta(days=7), capacity=4)
    for number, (school, head) in enumerate(some_schools(3)):
        place(school, head, session, f"First {number}", f"Second {number}")

    portal.sign_in(page, "training_office")
    page.goto(f"/training/office/sessions/{session.pk}/")
    page.get_by_role("link", name="Cancel the session").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Call this session off?")
    page.get_by_label("Why is it called off?").fill("The trainer is ill.")
    page.get_by_label("What happens to the bookings?").select_option(str(to.pk))
    page.get_by_role("button", name="See what happens to whom").click()
    expect(page.get_by_text("Bookings that move")).to_be_visible()
    assert page.locator(".portal-figures dd").all_inner_texts() == ["2", "1", "£75"]
    assert_accessible(page)
    assert_fits_320(page)

    page.get_by_role("button", name="Call the session off").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Session called off")
    done = page.get_by_role("link", name="See what became of each booking")
    expect(done).to_be_visible(timeout=40_000)
    done.click()
    expect(page.get_by_text("Moved", exact=True)).to_have_count(2)
    expect(page.get_by_text(re.compile("CRN-.*£75")).first).to_be_visible()
    assert_accessible(page)
    assert_fits_320(page)

    kinds = list(Cancellation.objects.order_by("booking_id").values_list("kind", flat=True))
    assert kinds == ["moved", "moved", "session_cancelled"]
    assert CreditNote.objects.count() == 3
    mail = mail_called(portal, "first.2@school.example", "Your place is cancelled")
    assert "The trainer is ill." in mail.get_body(("plain",)).get_content()
