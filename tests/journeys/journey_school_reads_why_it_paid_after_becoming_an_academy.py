"""A school books, becomes an academy, and still reads why it paid the old price; a new booking has the new one."""

import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from essex_portal.accounts.models import User
from essex_portal.organisations.models import Organisation, SchoolDetails, SchoolLink
from essex_portal.organisations.states import EstablishmentStatus
from tests.factories.schools import make_school
from tests.journeys.accessibility import assert_accessible, assert_fits_320
from tests.journeys.billing_steps import address_of, school_of
from tests.journeys.conftest import Portal
from tests.journeys.steps import REFRESHER, choose_session, name_people, price
from traded_assessment.models import Order, TrainingSession
from traded_assessment.services.order_requests import OrderLineRequest, Person
from traded_assessment.services.orders import place_order
from traded_assessment.states import Product

AS_BEFORE = re.compile("Priced as “Essex maintained school” on .*its type in the school register is “Community school”")
SINCE = re.compile("the school register says “Academy converter”.*later orders are priced as “Essex academy”")
LINE = re.compile("Essex maintained school, single session for up to 2 staff £55")


def test_school_reads_why_it_paid_after_becoming_an_academy(portal: Portal, page: Page) -> None:
    portal.sign_in(page, "headteacher")
    reference = booked_yesterday().reference
    becomes_an_academy(school_of("headteacher"))

    page.goto("/training/bookings/")
    page.get_by_role("link", name=reference).click()
    says_why(page)
    page.goto("/training/bookings/")
    page.get_by_role("link", name=re.compile("^INV-")).first.click()
    says_why(page)

    choose_session(page, REFRESHER)
    name_people(page, "Year 4 teacher")
    page.get_by_role("button", name="Continue").click()
    assert price(page) == "£65"
    expect(page.get_by_text("is priced as “Essex academy” because")).to_be_visible()


def booked_yesterday() -> Order:
    session = TrainingSession.objects.filter(course__title=REFRESHER, starts_at__gt=timezone.now()).earliest("pk")
    return place_order(
        school=school_of("headteacher"),
        lines=[OrderLineRequest(Product.SINGLE_SESSION, session.pk, (Person("Year 2 teacher"),))],
        idempotency_key="journey",
        by=User.objects.get(email=address_of("headteacher")),
        now=timezone.now() - timedelta(days=1),
    )


def becomes_an_academy(school: Organisation) -> None:
    """The register closes the school and opens its successor under a new number; its headteacher goes along."""
    head = User.objects.get(email=address_of("headteacher"))
    academy = make_school(type_code=34, name="Example Academy")
    SchoolDetails.objects.filter(organisation=school).update(status=EstablishmentStatus.CLOSED)
    today = timezone.localdate()
    SchoolLink.objects.create(earlier=school.school, later=academy.school, kind="Converter", established_on=today)
    head.memberships.update(organisation=academy)


def says_why(page: Page) -> None:
    expect(page.get_by_text(LINE).first).to_be_visible()
    expect(page.get_by_text(AS_BEFORE)).to_be_visible()
    expect(page.get_by_text(SINCE)).to_be_visible()
    assert_accessible(page)
    assert_fits_320(page)
