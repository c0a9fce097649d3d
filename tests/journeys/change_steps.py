"""Steps of the journeys about cancelling and moving: events on chosen days, and bookings of a demo school."""

from datetime import date, datetime, time, timedelta
from email.message import EmailMessage
from time import monotonic, sleep

from django.utils import timezone

from essex_portal.accounts.models import User
from essex_portal.accounts.roles import Role
from essex_portal.organisations.models import Organisation
from tests.journeys.billing_steps import address_of, school_of
from tests.journeys.conftest import Portal
from tests.journeys.steps import NEW_TEACHERS
from traded_assessment.cancellation import band_of
from traded_assessment.models import Booking, Course, TrainingSession
from traded_assessment.queries.cancellation_policies import counts, policy_of, policy_row_on
from traded_assessment.services.order_requests import OrderLineRequest, Person
from traded_assessment.services.orders import place_order
from traded_assessment.states import Product


def day_charged(percent: int) -> date:
    """A day on which an event is charged so many per cent when it is cancelled today."""
    today = timezone.localdate()
    row = policy_row_on(Product.EVENT, today)
    assert row is not None
    policy = policy_of(row)
    counting = counts(policy.days)
    days = (today + timedelta(days=number) for number in range(2, 200))
    return next(day for day in days if band_of(policy, today, day, counting)[0].charge_percent == percent)


def event_on(day: date, *, capacity: int = 20) -> TrainingSession:
    """An evening event, at a time that no other has."""
    starts_at = timezone.make_aware(datetime.combine(day, time(19, 7)))
    return TrainingSession.objects.create(
        course=Course.objects.get(title=NEW_TEACHERS),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        capacity=capacity,
    )


def book_for(role: str, session: TrainingSession, *names: str) -> Booking:
    """The school of a demo person has booked people with addresses."""
    return place(school_of(role), User.objects.get(email=address_of(role)), session, *names)


def place(school: Organisation, by: User, session: TrainingSession, *names: str) -> Booking:
    people = tuple(Person(name, email=f"{name.lower().replace(' ', '.')}@school.example") for name in names)
    order = place_order(
        school=school,
        lines=[OrderLineRequest(Product.EVENT, session.pk, people)],
        idempotency_key=f"journey-{school.pk}-{session.pk}-{len(names)}-{names[0]}",
        by=by,
        now=timezone.now(),
    )
    return order.bookings.get()


def mail_called(portal: Portal, address: str, subject: str) -> EmailMessage:
    """The mail with such a subject, waited for."""
    until = monotonic() + 30
    while monotonic() < until:
        for mail in portal.mails_to(address):
            if subject in mail["Subject"]:
                return mail
        sleep(0.3)
    raise AssertionError(f"No mail called {subject} to {address}")


def some_schools(count: int) -> list[tuple[Organisation, User]]:
    """So many schools of the register with a headteacher each."""
    taken = Organisation.objects.filter(memberships__role=Role.HEADTEACHER)
    rows = Organisation.objects.open_schools().filter(school__type_id=1, school__local_authority_id=881)
    found = []
    for number, school in enumerate(rows.exclude(pk__in=taken).order_by("pk")[:count]):
        head = User.objects.create_user(f"head-{number}@schools.example", name="Headteacher")
        head.memberships.create(organisation=school, role=Role.HEADTEACHER)
        found.append((school, head))
    return found
