"""What must hold between what is booked, what was given up, and what is still charged."""

from collections.abc import Iterator

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from essex_portal.money import ZERO
from traded_assessment.models import Booking, Cancellation, CoveredPlace, GivenUpLine, OrderLine, TrainingSession
from traded_assessment.pricing.facts import Part
from traded_assessment.states import BookingState, CreditKind

BY_GIVING_UP = (CreditKind.CANCELLED, CreditKind.SESSION_CANCELLED, CreditKind.MOVED)


def broken_cancellation_invariants() -> list[str]:
    """A sentence for each thing that is wrong; none when all is well. Four statements."""
    return [
        *_events_charged_for_others_than_come(),
        *_people_at_sessions_whom_nothing_pays_for(),
        *_bookings_that_ended_without_a_word(),
        *_money_given_back_without_being_given_up(),
    ]


def _charged(lines: QuerySet[OrderLine], key: str) -> Coalesce:
    """How many units of these lines are charged still, in a subquery by `key`."""
    given_up = GivenUpLine.objects.filter(order_line=OuterRef("pk")).order_by().values("order_line")
    gone = Coalesce(Subquery(given_up.values(units=Sum("units"))), Value(0), output_field=IntegerField())
    rows = lines.annotate(seats=(F("quantity") - gone) * F("staff_per_unit")).order_by().values(key)
    return Coalesce(Subquery(rows.values(sum=Sum("seats"))), Value(0), output_field=IntegerField())


def _events_charged_for_others_than_come() -> Iterator[str]:
    """At an event every place is paid for by one first or further member's price."""
    members = OrderLine.objects.filter(booking__training_session=OuterRef("pk"), part__in=(Part.FIRST, Part.FURTHER))
    charged = _charged(members, "booking__training_session")
    events = TrainingSession.objects.filter(course__product="event").annotate(charged=charged)
    for event in events.exclude(charged=F("places_sold")).select_related("course"):
        yield f"Session {event.pk} ({event}) has {event.places_sold} places booked, and {event.charged} are charged"


def _people_at_sessions_whom_nothing_pays_for() -> Iterator[str]:
    """At a session of the package a place is covered by a subscription or in a block that is charged."""
    covered = CoveredPlace.objects.filter(booking=OuterRef("pk"), lost=False).order_by().values("booking")
    blocks = OrderLine.objects.filter(booking=OuterRef("pk"), part=Part.BLOCKS)
    sat = Booking.objects.filter(state=BookingState.BOOKED, training_session__course__product="single_session")
    paid_for = sat.annotate(
        covered=Coalesce(Subquery(covered.values(n=Count("pk"))), Value(0)), in_blocks=_charged(blocks, "booking")
    )
    for booking in paid_for.filter(places__gt=F("covered") + F("in_blocks")):
        yield (
            f"Booking {booking.pk} has {booking.places} places, {booking.covered} of them covered and room for "
            f"{booking.in_blocks} in blocks that are charged"
        )


def _bookings_that_ended_without_a_word() -> Iterator[str]:
    ended = Cancellation.objects.filter(booking=OuterRef("pk"), whole=True)
    rows = Booking.objects.annotate(ended=Exists(ended))
    wrong = rows.exclude(Q(state=BookingState.CANCELLED, ended=True) | Q(state=BookingState.BOOKED, ended=False))
    for booking in wrong:
        yield f"Booking {booking.pk} is {booking.state}, and what was given up of it says something else"


def _money_given_back_without_being_given_up() -> Iterator[str]:
    credited = OrderLine.objects.filter(pk=OuterRef("pk"), credits__kind__in=BY_GIVING_UP).order_by().values("pk")
    given = GivenUpLine.objects.filter(order_line=OuterRef("pk")).order_by().values("order_line")
    lines = OrderLine.objects.annotate(
        credited=Coalesce(Subquery(credited.values(sum=Sum("credits__net"))), ZERO),
        back=Coalesce(Subquery(given.values(sum=Sum("net"))), ZERO),
    )
    for line in lines.exclude(credited=F("back")).select_related("order"):
        yield (
            f"Line {line.position} of order {line.order} was credited {line.credited} for what was given up, which "
            f"gives back {line.back}"
        )
