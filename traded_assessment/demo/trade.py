"""A little trade for the demonstration, done by the demo people through the real services: something of everything."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import count

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from essex_portal.accounts.models import Membership, User
from essex_portal.accounts.roles import Role
from essex_portal.organisations.models import Organisation
from traded_assessment.demo import finance
from traded_assessment.models import Order, TrainingSession
from traded_assessment.queries.audiences import audience_of_sessions
from traded_assessment.services.approvals import ask_approval, set_approval_rules
from traded_assessment.services.attendance import Correction, correct_attendance
from traded_assessment.services.catalogue import SessionFacts, save_session
from traded_assessment.services.messages import Letter, write_to
from traded_assessment.services.order_requests import OrderLineRequest, Person
from traded_assessment.services.orders import place_order
from traded_assessment.services.quotes import WantedLine, quote_for
from traded_assessment.services.waiting_list import join_waiting_list, offer_freed_places
from traded_assessment.states import Attendance, Product, RecipientPart

MAINTAINED, ACADEMY, OUTSIDE = 0, 1, 2
KINDS = ({"la": 881, "type_code": 1}, {"la": 881, "type_code": 34}, {"la": 883, "type_code": 34})


@transaction.atomic
def load_trade(*, today: date, heads: Sequence[User] = ()) -> None:
    """Orders, credits, payments, a waiting list, approvals and messages of the last weeks; only where nothing is.

    `heads`: headteachers of a maintained school, an academy and a school outside Essex. Without them three schools
    trade whose people cannot sign in, so that the demo people find their own schools untouched.
    """
    if Order.objects.exists():
        return
    now = timezone.make_aware(datetime.combine(today, time(10)))
    county = Demonstration(now, heads or [_new_head(number, **kind) for number, kind in enumerate(KINDS, start=1)])
    county.buy_in_the_last_weeks()
    county.wait_for_places()
    county.ask_the_headteacher()
    county.write_to_attendees()
    finance.load(county.office_of(Role.FINANCE), county.orders, now=county.now)


class Demonstration:
    """The demo people and what they have done so far."""

    def __init__(self, now: datetime, heads: Sequence[User]) -> None:
        self.now = now
        self.heads = heads
        self.orders: list[Order] = []
        self.keys = count(1)

    @cached_property
    def sessions(self) -> list[TrainingSession]:
        """To come, of the package."""
        ahead = TrainingSession.objects.select_related("course").filter(starts_at__gt=self.now + timedelta(days=2))
        return list(ahead.filter(course__product=Product.SINGLE_SESSION))

    @cached_property
    def events(self) -> list[TrainingSession]:
        ahead = TrainingSession.objects.select_related("course").filter(starts_at__gt=self.now + timedelta(days=2))
        return list(ahead.filter(course__product=Product.EVENT))

    def school_of(self, head: User) -> Organisation:
        return head.memberships.select_related("organisation").order_by("pk")[0].organisation

    def office_of(self, role: Role) -> User:
        return User.objects.filter(memberships__role=role).earliest("pk")

    def order(self, who: int, days_ago: int, *lines: OrderLineRequest, purchase_order: str = "") -> Order:
        head = self.heads[who]
        order = place_order(
            school=self.school_of(head),
            lines=lines,
            idempotency_key=f"demonstration-{next(self.keys)}",
            by=head,
            now=self.now - timedelta(days=days_ago),
            purchase_order=purchase_order,
        )
        self.orders.append(order)
        return order

    def buy_in_the_last_weeks(self) -> None:
        """Single sessions, an event, a subscription with places it covers, and places to be named later."""
        one_price = people_at(self.events[0], "Year 2 teacher", "New teacher")
        self.order(OUTSIDE, 50, people_at(self.sessions[2], "Headteacher", "Year 4 teacher", "Year 6 teacher"))
        self.order(MAINTAINED, 45, one_price, purchase_order="PO-1187")
        self.order(ACADEMY, 40, OrderLineRequest(Product.SUBSCRIPTION))
        self.hold_a_session(days_before=10)
        self.order(MAINTAINED, 12, people_at(self.sessions[0], "Assessment lead", "Deputy headteacher"))
        self.order(ACADEMY, 11, *(people_at(one, "Year 1 teacher", "Year 2 teacher") for one in self.sessions[:3]))
        self.order(OUTSIDE, 9, people_at(self.events[0], "New teacher"))
        self.order(MAINTAINED, 6, people_at(self.sessions[1], "Year 6 teacher"), people_at(self.events[1], unnamed=2))

    def hold_a_session(self, *, days_before: int) -> None:
        """The last session that took place: booked before, one person came and one did not."""
        past = TrainingSession.objects.select_related("course").filter(ends_at__lt=self.now)
        session = past.filter(course__product=Product.SINGLE_SESSION).latest("starts_at")
        days_ago = (self.now - session.starts_at).days + days_before
        booked = self.order(MAINTAINED, days_ago, people_at(session, "Assessment lead", "Deputy headteacher"))
        came, missed = booked.bookings.get().attendees.order_by("pk")
        said = {came.pk: Attendance.ATTENDED, missed.pk: Attendance.ABSENT}
        corrections = {pk: Correction(Attendance.NOT_RECORDED, one) for pk, one in said.items()}
        office = self.office_of(Role.TRAINING_OFFICE)
        correct_attendance(session=session, corrections=corrections, now=self.now, by=office)

    def wait_for_places(self) -> None:
        """A small event is full; of the two schools that wait, one is offered a place that was added."""
        office, event = self.office_of(Role.TRAINING_OFFICE), self.events[-1]
        event.refresh_from_db()
        self._make_capacity(event, event.places_sold + 2, office)
        self.order(ACADEMY, 5, people_at(event, "Year 2 teacher", "Year 6 teacher"))
        for who, days_ago in ((OUTSIDE, 4), (MAINTAINED, 3)):
            head = self.heads[who]
            join_waiting_list(
                school=self.school_of(head), session=event, places=1, by=head, now=self.now - timedelta(days=days_ago)
            )
        self._make_capacity(event, event.capacity + 1, office)
        offer_freed_places(session=event, now=self.now)

    def ask_the_headteacher(self) -> None:
        """A colleague's booking waits for the headteacher of the maintained school."""
        head = self.heads[MAINTAINED]
        school, session = self.school_of(head), self.sessions[3]
        member = _member_of(school)
        set_approval_rules(school=school, needed=True, deputies=[], by=head)
        wanted = [WantedLine(Product.SINGLE_SESSION, session, 1)]
        shown = quote_for(school=school, lines=wanted, on=timezone.localdate(self.now)).gross
        line = people_at(session, "Year 3 teacher")
        ask_approval(school=school, lines=[line], key="demonstration", shown=shown, by=member, now=self.now)

    def write_to_attendees(self) -> None:
        office = self.office_of(Role.TRAINING_OFFICE)
        letter = Letter(
            subject="What to bring",
            text="Please have your school’s assessment calendar at hand when you join.",
            reply_to=office.email,
        )
        audience = audience_of_sessions([self.sessions[0]], [RecipientPart.ATTENDEE, RecipientPart.BOOKER])
        write_to(audience=audience, letter=letter, key="demonstration", now=self.now, by=office)

    def _make_capacity(self, event: TrainingSession, places: int, by: User) -> None:
        facts = SessionFacts(event.course, event.starts_at, event.ends_at, places, event.join_link)
        save_session(session=event, facts=facts, now=self.now - timedelta(days=7), by=by)
        event.refresh_from_db()


def _new_head(number: int, *, la: int, type_code: int) -> User:
    """The headteacher of a primary school in the register whose people are not in the demonstration."""
    schools = Organisation.objects.open_schools().filter(
        school__local_authority_id=la, school__type_id=type_code, school__phase_code=2, memberships__isnull=True
    )
    return _person(Role.HEADTEACHER, schools.order_by("pk")[number])


def _member_of(school: Organisation) -> User:
    known = User.objects.filter(memberships__role=Role.SCHOOL_MEMBER, memberships__organisation=school)
    return known.first() or _person(Role.SCHOOL_MEMBER, school)


def _person(role: Role, school: Organisation) -> User:
    """Somebody who cannot sign in: the account has no password."""
    person = User.objects.create_user(f"{role.value.replace('_', '-')}@{slugify(school.name)}.example", name="")
    Membership.objects.create(user=person, organisation=school, role=role)
    return person


def people_at(session: TrainingSession, *offices: str, unnamed: int = 0) -> OrderLineRequest:
    """A line for people named by their office."""
    people = tuple(Person(office, office, _address(office)) for office in offices)
    return OrderLineRequest(Product(session.course.product), session.pk, people, unnamed=unnamed)


def _address(office: str) -> str:
    return f"{office.lower().replace(' ', '.')}@school.example"
