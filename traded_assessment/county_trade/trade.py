"""Places the planned orders through the services, and lets follow what follows: payments, credits, attendance."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from random import Random

from django.db import transaction
from django.utils import timezone

from essex_portal.accounts.models import Membership, User
from essex_portal.accounts.roles import Role
from essex_portal.jobs.states import JobState
from essex_portal.mail.models import Message
from essex_portal.organisations.models import Organisation
from essex_portal.school_calendar import academic_year_dates
from traded_assessment import demo
from traded_assessment.county_trade.plan import Offered, PlannedOrder, Size, planned_orders
from traded_assessment.models import Attendee, Booking, Invoice, TrainingSession
from traded_assessment.pricing.tiers import ESSEX, TIER_OF_TYPE
from traded_assessment.queries.invoices import OWING
from traded_assessment.services.attendance import Correction, correct_attendance
from traded_assessment.services.cancelling import Shown, Wish, cancel, preview
from traded_assessment.services.finance_credits import credit_invoice, lines_left
from traded_assessment.services.order_requests import OrderLineRequest, Person
from traded_assessment.services.orders import place_order
from traded_assessment.services.payments import record_full_payments
from traded_assessment.services.waiting_list import join_waiting_list
from traded_assessment.states import Attendance, BookingState, InvoiceKind, Product

Say = Callable[[str], None]

HOURS = (time(9, 30), time(11), time(13, 30), time(14, 45), time(17, 30))
"""When each session of the year is given again on its day, so that a county has room."""
SPARE = 5
OUTSIDE_EVERY = 20  # one school in so many is outside Essex, more where Essex has too few
A_TRANSACTION = 50
PAID, CANCELLED, CREDITED, CAME, AWAY = 0.8, 0.05, 0.03, 0.9, 0.97
DAYS_BEFORE = (1, 20, 40)  # of a session, when a booking for it is cancelled
WAITING = 12


class TooFewSchools(Exception):
    def __init__(self, wanted: int, found: int) -> None:
        super().__init__(f"{wanted} schools are wanted and the register has {found} that have a price.")


@dataclass(frozen=True)
class County:
    """Who trades: the schools that order with the person who does it, the training office and finance."""

    schools: Sequence[Organisation]
    heads: Mapping[int, User]
    office: User
    finance: User


def seed_trade(*, size: Size, academic_year: str, seed: int, today: date, say: Say) -> None:
    """Make a year of trade. Raises TooFewSchools."""
    county = _county(size.schools)
    begins, _ = academic_year_dates(academic_year)
    demo.load(today=begins)
    offered = _offer(academic_year)
    orders = planned_orders(size, offered, _morning(begins), seed)
    _make_room(orders)
    say(f"{len(offered)} sessions are on offer; placing {len(orders)} orders")
    for batch in _batches(orders):
        _place(batch, county, academic_year)
    say("Orders are placed; recording payments, credits and attendance")
    random = Random(seed)  # noqa: S311 (nothing secret)
    _cancel(orders, county, academic_year, random)
    _pay(county.finance, begins, today, random)
    _credit(county.finance, begins, random)
    _attend(county.office, offered, random)
    _wait(county, academic_year)


def _county(number: int) -> County:
    schools = _schools(number)
    heads = _heads(schools)
    return County(schools, heads, _council(Role.TRAINING_OFFICE), _council(Role.FINANCE))


def _schools(number: int) -> list[Organisation]:
    """Open schools that are in a row of the prices, most of them in Essex; by URN, so that they are always the same."""
    priced = Organisation.objects.open_schools().filter(school__type_id__in=TIER_OF_TYPE).order_by("school__urn")
    essex = list(priced.filter(school__local_authority_id=ESSEX)[: number - number // OUTSIDE_EVERY])
    outside = list(priced.exclude(school__local_authority_id=ESSEX)[: number - len(essex)])
    if len(essex) + len(outside) < number:
        raise TooFewSchools(number, len(essex) + len(outside))
    return [*essex, *outside]


def _heads(schools: Sequence[Organisation]) -> dict[int, User]:
    """By school: the headteacher that it has, or a new one without a password."""
    held = Membership.objects.filter(role=Role.HEADTEACHER, ended_at=None, organisation__in=schools)
    heads = {one.organisation_id: one.user for one in held.select_related("user")}
    without = [school for school in schools if school.pk not in heads]
    users = [
        User(email=f"headteacher@{school.school.urn}.example", name=f"Headteacher, {school.name}"[:150], password="!")  # noqa: S106 (no password)
        for school in without
    ]
    User.objects.bulk_create(users)
    Membership.objects.bulk_create(
        Membership(user=user, organisation=school, role=Role.HEADTEACHER)
        for user, school in zip(users, without, strict=True)
    )
    return heads | {school.pk: user for school, user in zip(without, users, strict=True)}


def _council(role: Role) -> User:
    return User.objects.filter(memberships__role=role, memberships__ended_at=None).earliest("pk")


def _offer(academic_year: str) -> list[Offered]:
    """The sessions of the year, each given again at other hours of its day."""
    first, last = (_morning(day) for day in academic_year_dates(academic_year))
    year = TrainingSession.objects.filter(starts_at__gte=first, starts_at__lt=last).select_related("course")
    TrainingSession.objects.bulk_create(
        (_again(session, at) for session in year.order_by("pk") for at in HOURS), ignore_conflicts=True
    )
    return [
        Offered(one.pk, Product(one.course.product), timezone.localtime(one.starts_at)) for one in year.order_by("pk")
    ]


def _again(session: TrainingSession, at: time) -> TrainingSession:
    starts_at = timezone.make_aware(datetime.combine(timezone.localdate(session.starts_at), at))
    return TrainingSession(
        course=session.course,
        starts_at=starts_at,
        ends_at=starts_at + (session.ends_at - session.starts_at),
        capacity=session.capacity,
        join_link=session.join_link,
    )


def _make_room(orders: Iterable[PlannedOrder]) -> None:
    """Raise the capacity of sessions that have less room than is wanted."""
    wanted: Counter[int] = Counter()
    for order in orders:
        for line in order.lines:
            wanted[line.offered.session_id] += len(line.people)
    sessions = TrainingSession.objects.in_bulk(list(wanted))
    for pk, session in sessions.items():
        session.capacity = max(session.capacity, session.places_sold + session.places_held + wanted[pk] + SPARE)
    TrainingSession.objects.bulk_update(sessions.values(), ["capacity"])


def _batches(orders: Sequence[PlannedOrder]) -> Iterable[Sequence[PlannedOrder]]:
    return (orders[start : start + A_TRANSACTION] for start in range(0, len(orders), A_TRANSACTION))


@transaction.atomic
def _place(orders: Iterable[PlannedOrder], county: County, academic_year: str) -> None:
    since = timezone.now()
    for order in orders:
        school = county.schools[order.school]
        place_order(
            school=school,
            lines=_lines(order, school),
            idempotency_key=f"county-trade-{academic_year}-{order.number}",
            purchase_order=f"PO-{school.school.urn}-{order.number}" if order.school % 3 == 0 else "",
            by=county.heads[school.pk],
            now=order.at,
        )
    _mark_mails_as_sent(since)


def _lines(order: PlannedOrder, school: Organisation) -> list[OrderLineRequest]:
    subscription = [OrderLineRequest(Product.SUBSCRIPTION)] if order.subscribes else []
    return subscription + [
        OrderLineRequest(
            line.offered.product,
            line.offered.session_id,
            tuple(
                Person(office, office, f"{office.lower().replace(' ', '-')}@{school.school.urn}.example")
                for office in line.people
            ),
        )
        for line in order.lines
    ]


def _mark_mails_as_sent(since: datetime) -> None:
    """What is seeded is past: nobody gets a mail of it any more."""
    new = Message.objects.filter(state=JobState.PENDING, created_at__gte=since)
    new.update(state=JobState.READY, finished_at=timezone.now())


@transaction.atomic
def _cancel(orders: Iterable[PlannedOrder], county: County, academic_year: str, random: Random) -> None:
    """A few schools give up a booking some weeks before or at the last moment, by the rules of the day."""
    since = timezone.now()
    for order in orders:
        if random.random() < CANCELLED:
            school = county.schools[order.school]
            line = random.choice(order.lines)
            key = f"county-trade-{academic_year}-{order.number}"
            booking = Booking.objects.select_related("school", "order", "training_session__course").get(
                order__school=school, order__idempotency_key=key, training_session=line.offered.session_id
            )
            given_up_at = line.offered.starts_at - timedelta(days=random.choice(DAYS_BEFORE))
            _give_up(booking, county.heads[school.pk], max(given_up_at, order.at + timedelta(hours=1)))
    _mark_mails_as_sent(since)


def _give_up(booking: Booking, by: User, now: datetime) -> None:
    giving_up = preview(booking=booking, wish=Wish(), by=by, now=now)
    shown = Shown(giving_up.gross, giving_up.terms.band.charge_percent)
    cancel(booking=booking, wish=Wish(), shown=shown, key=f"county-trade-{booking.pk}", by=by, now=now)


def _pay(finance: User, begins: date, today: date, random: Random) -> None:
    """Most invoices are paid in full some weeks after they were issued, those of a day under one reference."""
    paid: dict[date, list[int]] = {}
    owing = Invoice.objects.filter(OWING, kind=InvoiceKind.INVOICE, issued_on__gte=begins).order_by("pk")
    for pk, issued_on in owing.values_list("pk", "issued_on"):
        received_on = issued_on + timedelta(days=random.randint(5, 60))
        if random.random() < PAID and received_on <= today:
            paid.setdefault(received_on, []).append(pk)
    for received_on, ids in sorted(paid.items()):
        record_full_payments(
            invoice_ids=ids, received_on=received_on, reference=f"BACS {received_on:%d%m%y}", by=finance, today=today
        )


@transaction.atomic
def _credit(finance: User, begins: date, random: Random) -> None:
    """Finance credits the first line of a few invoices by hand."""
    since = timezone.now()
    for invoice in Invoice.objects.filter(issued_on__gte=begins).order_by("pk"):
        first = next((line for line in lines_left(invoice) if line.left), None)
        if first is not None and random.random() < CREDITED:
            credit_invoice(
                invoice=invoice,
                nets={first.line.position: first.left},
                reason="Credited in discretion: the school had an inspection on the day",
                credited_before=invoice.credited,
                by=finance,
                now=_morning(invoice.issued_on + timedelta(days=20)),
            )
    _mark_mails_as_sent(since)


def _attend(office: User, offered: Sequence[Offered], random: Random) -> None:
    """The office records who came to the sessions that are over."""
    now = timezone.now()
    past = TrainingSession.objects.filter(pk__in=[one.session_id for one in offered], ends_at__lte=now).order_by("pk")
    sessions = {session.pk: session for session in past}
    coming = Attendee.objects.filter(booking__training_session__in=sessions, booking__state=BookingState.BOOKED)
    people = coming.order_by("booking__training_session", "pk")
    rows = people.values_list("booking__training_session_id", "pk", "attendance")
    for session_id, group in groupby(rows, key=lambda row: row[0]):
        corrections = {pk: Correction(Attendance(shown), _came(random)) for _, pk, shown in group}
        correct_attendance(session=sessions[session_id], corrections=corrections, now=now, by=office)


def _came(random: Random) -> Attendance:
    chance = random.random()
    if chance < CAME:
        return Attendance.ATTENDED
    return Attendance.ABSENT if chance < AWAY else Attendance.NOT_RECORDED


@transaction.atomic
def _wait(county: County, academic_year: str) -> None:
    """The next session that nobody has a place in is full, and some schools wait for one."""
    now = timezone.now()
    free = TrainingSession.objects.filter(places_sold=0, places_held=0)
    session = free.filter(starts_at__gt=now + timedelta(days=14)).first()
    if session is None:
        return
    TrainingSession.objects.filter(pk=session.pk).update(capacity=2)
    first, *others = county.schools[: WAITING + 1]
    key = f"county-trade-full-{academic_year}"
    people = tuple(Person(office) for office in ("Year 2 teacher", "Assessment lead"))
    line = OrderLineRequest(Product(session.course.product), session.pk, people)
    place_order(school=first, lines=[line], idempotency_key=key, by=county.heads[first.pk], now=now)
    for number, school in enumerate(others):
        by = county.heads[school.pk]
        join_waiting_list(school=school, session=session, places=1 + number % 2, by=by, now=now)
    _mark_mails_as_sent(now)


def _morning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(9)))
