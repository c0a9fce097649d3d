"""People with places, booked through the real service."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

from traded_assessment.models import Attendee, EvaluationForm, TrainingSession
from traded_assessment.services.evaluations import hand_in
from traded_assessment.services.order_requests import OrderLineRequest, Person
from traded_assessment.services.orders import place_order
from traded_assessment.states import Attendance, Product, QuestionKind

BOOKED = datetime(2021, 11, 10, 9, 30, tzinfo=UTC)
_numbers = count(1)


def book(session: TrainingSession, *people: Person, school: Any, by: Any, now: datetime = BOOKED) -> list[Attendee]:
    """The places of these people at the session, out of one new order."""
    line = OrderLineRequest(Product(session.course.product), session.pk, people)
    order = place_order(school=school, lines=[line], idempotency_key=f"place-{next(_numbers)}", by=by, now=now)
    return list(Attendee.objects.filter(booking__order=order).order_by("pk"))


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
