"""What schools and the training office do."""

from datetime import datetime
from random import Random

from tests.storms.county import County
from tests.storms.deeds.drawing import any_of, new_key
from traded_assessment.models import Booking, Package, TrainingSession, WaitingEntry
from traded_assessment.services.cancelling import Shown, Wish, cancel, preview
from traded_assessment.services.converting import convert_singles
from traded_assessment.services.exchanging import exchange
from traded_assessment.services.order_requests import OrderLineRequest, Person
from traded_assessment.services.orders import place_order
from traded_assessment.services.waiting_list import join_waiting_list, leave, pass_offers_on
from traded_assessment.states import Product


def books(county: County, random: Random, now: datetime) -> object:
    """One to three sessions for one to three people, some of them named later; sometimes the subscription."""
    school, head = county.buyer(random)
    lines = [_line(session, random) for session in random.sample(county.sessions, random.randint(1, 3))]
    if random.random() < 0.15:
        lines.append(OrderLineRequest(Product.SUBSCRIPTION))
    return place_order(school=school, lines=lines, idempotency_key=new_key(random), by=head, now=now)


def cancels(county: County, random: Random, now: datetime) -> object:
    """All of a booking, or one person's place, at the money shown; sometimes the office waives the charge."""
    booking = any_of(Booking.objects.all(), random)
    if booking is None:
        return None
    first = booking.attendees.values_list("pk", flat=True).first()
    by_office = random.random() < 0.2
    wish = Wish(people=[first] if first and random.random() < 0.5 else None, waived="A storm" if by_office else "")
    by = county.office if by_office else booking.order.placed_by
    shown = preview(booking=booking, wish=wish, by=by, now=now)
    agreed = Shown(shown.gross, shown.terms.band.charge_percent)
    return cancel(booking=booking, wish=wish, shown=agreed, key=new_key(random), by=by, now=now)


def moves(county: County, random: Random, now: datetime) -> object:
    booking = any_of(Booking.objects.all(), random)
    to = booking and any_of(TrainingSession.objects.filter(course=booking.training_session.course), random)
    return to and exchange(booking=booking, to=to, key=new_key(random), by=booking.order.placed_by, now=now)


def turns_singles_into_a_subscription(county: County, random: Random, now: datetime) -> object:
    school, head = county.buyer(random)
    return convert_singles(
        school=school, package=Package.objects.get(), lines=[], idempotency_key=new_key(random), by=head, now=now
    )


def waits(county: County, random: Random, now: datetime) -> object:
    school, head = county.buyer(random)
    session = TrainingSession.objects.get(pk=random.choice(county.sessions).pk)
    return join_waiting_list(school=school, session=session, places=random.randint(1, 3), by=head, now=now)


def lets_go(county: County, random: Random, now: datetime) -> object:
    entry = any_of(WaitingEntry.objects.all(), random)
    return entry and leave(entry=entry, by=entry.joined_by, now=now)


def time_passes_offers_on(county: County, random: Random, now: datetime) -> object:
    pass_offers_on(now=now)
    return True


def _line(session: TrainingSession, random: Random) -> OrderLineRequest:
    people = tuple(Person(f"Teacher {number}") for number in range(random.randint(1, 3)))
    return OrderLineRequest(Product(session.course.product), session.pk, people, unnamed=random.choice([0, 0, 1]))
