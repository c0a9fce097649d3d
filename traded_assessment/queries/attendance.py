"""Who comes to a session."""

from django.db.models import QuerySet

from traded_assessment.models import Attendee, Booking, TrainingSession
from traded_assessment.states import BookingState


def attendees_of(session: TrainingSession) -> QuerySet[Attendee]:
    """Everybody with a place, by school and name, each with booking, order, person who booked, and school."""
    return (
        Attendee.objects.filter(booking__training_session=session, booking__state=BookingState.BOOKED)
        .select_related("booking__order__placed_by", "booking__school__school")
        .order_by("booking__school__name", "name", "pk")
    )


def addresses_booked(session: TrainingSession) -> list[str]:
    """The e-mail addresses of everybody with a place and of those who booked for them, each once. Two queries."""
    bookings = Booking.objects.filter(training_session=session, state=BookingState.BOOKED)
    addresses = {
        *attendees_of(session).exclude(email="").values_list("email", flat=True),
        *bookings.values_list("order__placed_by__email", flat=True),
    }
    return sorted({address.casefold() for address in addresses})
