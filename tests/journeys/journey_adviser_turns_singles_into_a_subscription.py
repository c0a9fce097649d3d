"""A school that bought five single sessions books a sixth, is told that the subscription costs less, and converts."""

from django.utils import timezone
from playwright.sync_api import Page, expect

from essex_portal.accounts.models import User
from tests.journeys.accessibility import assert_accessible, assert_fits_320
from tests.journeys.conftest import Portal
from tests.journeys.steps import choose_session, name_people
from traded_assessment.models import TrainingSession
from traded_assessment.services.order_requests import OrderLineRequest, Person
from traded_assessment.services.orders import place_order
from traded_assessment.states import Product

SIXTH = "Administering the phonics screening check"


def buy_five_singles() -> None:
    """What the school booked over the autumn, an order each."""
    head = User.objects.get(email="headteacher@baynards-primary-school.example")
    school = head.memberships.get().organisation
    ahead = TrainingSession.objects.filter(course__product=Product.SINGLE_SESSION, starts_at__gt=timezone.now())
    for session in ahead.exclude(course__title=SIXTH)[:5]:
        colleagues = (Person("Year 2 teacher"), Person("Year 6 teacher"))
        line = OrderLineRequest(Product.SINGLE_SESSION, session.pk, colleagues)
        place_order(school=school, lines=[line], idempotency_key=f"single-{session.pk}", by=head, now=timezone.now())


def test_adviser_turns_singles_into_a_subscription(portal: Portal, page: Page) -> None:
    buy_five_singles()
    portal.sign_in(page, "headteacher")
    choose_session(page, SIXTH)
    name_people(page, "Year 1 teacher", "Assessment lead")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="The subscription would save you £15")).to_be_visible()
    expect(page.locator("#advice")).to_contain_text("£330")
    assert_accessible(page)

    page.get_by_role("link", name="See what changes if you subscribe").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Subscribe instead of single sessions")
    expect(page.get_by_role("table", name="What we give back").get_by_role("row")).to_have_count(7)
    expect(page.locator(".portal-price__amount")).to_have_text("£40")
    assert_accessible(page)
    assert_fits_320(page)
    page.get_by_role("button", name="Subscribe and convert").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Booking confirmed")
    expect(page.get_by_role("table").get_by_text("£315").first).to_be_visible()

    page.goto("/training/bookings/passport/")
    expect(page.locator(".portal-stamps").get_by_text("Booked")).to_have_count(12)
    page.goto("/training/bookings/")
    expect(page.get_by_text("would save you")).to_have_count(0)
    page.goto("/training/school-invoices/")
    expect(page.locator(".portal-figures")).to_contain_text("£315")
