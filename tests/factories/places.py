"""People with places, booked through the real service unless it says otherwise."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

from traded_assessment.models import Attendee, Booking, EvaluationForm, Order, TrainingSession
from traded_assessment.services.evaluations import hand_in
from traded_assessment.services.order_requests import OrderLineRequest, Person
from traded_assessment.services.orders import place_order
from traded_assessment.states import Attendance, BookingState, Product, QuestionKind, Tier

BOOKED = datetime(2021, 11, 10, 9, 30, tzinfo=UTC)
_numbers = count(1)


def book(session: TrainingSession, *people: Person, school: Any, by: Any, now: datetime = BOOKED) -> list[Attendee]:
    """The places of these people at the session, out of one new order."""
    line = OrderLineRequest(Product(session.course.product), session.pk, people)
    order = place_order(school=school, lines=[line], idempotency_key=f"place-{next(_numbers)}", by=by, now=now)
    return list(Attendee.objects.filter(booking__order=order).order_by("pk"))


def write_booking(
    session: TrainingSession, school: Any, by: Any, *emails: str, state: BookingState = BookingState.BOOKED
) -> None:
    """A booking of people at these addresses as it is kept, without price and mails; without any, one place unnamed."""
    number = Order.objects.count()
    order = Order.objects.create(
        reference=f"TM{number}", school=school, placed_by=by, placed_at=BOOKED, placed_on=BOOKED.date(),
        priced_on=BOOKED.date(), tier=Tier.ESSEX_MAINTAINED, tier_reason="-", net=0, vat=0, gross=0,
        idempotency_key=str(number), request_digest="-",
    )  # fmt: skip
    booking = Booking.objects.create(
        order=order, school=school, training_session=session, places=max(1, len(emails)), state=state
    )
    Attendee.objects.bulk_create(Attendee(booking=booking, name=f"Person {one}", email=one) for one in emails)


def came(attendee: Attendee, at: datetime | None = None) -> Attendee:
    """Recorded as attended, without the portal's join page."""
    attendee.record(Attendance.ATTENDED, at=at or attendee.booking.training_session.starts_at, by_id=None)
    attendee.save()
    return attendee


def evaluate(attendee: Attendee, form: EvaluationForm, *, score: int = 4, words: str = "", now: datetime) -> None:
    """Every statement gets the score, every open question the words."""
    answers = {
        question.pk: score if question.kind == QuestionKind.SCALE else words for question in form.questions.all()
    }
    hand_in(attendee=attendee, form=form, answers=answers, now=now)
