"""What the database never lets go wrong with bookings, looked for all the same after a restore or a repair by hand."""

from collections.abc import Iterator

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Concat

from essex_portal.mail.models import Message
from traded_assessment.models import Booking, Order, PlaceHold, Subscription, TrainingSession
from traded_assessment.states import ApprovalState, BookingState, HoldState, HoldWhy, WaitingState


def broken_booking_invariants() -> list[str]:
    """A sentence for each thing that is wrong; none when all is well. Six statements."""
    return [
        *_sessions_that_count_wrongly(),
        *_places_kept_for_nobody(),
        *_bookings_with_too_many_people(),
        *_subscriptions_used_too_often(),
        *_orders_that_do_not_add_up(),
        *_orders_without_confirmation(),
    ]


def _sessions_that_count_wrongly() -> Iterator[str]:
    booked = Coalesce(Sum("bookings__places", filter=Q(bookings__state=BookingState.BOOKED)), 0)
    held = PlaceHold.objects.filter(training_session=OuterRef("pk"), state=HoldState.HELD).values("training_session")
    on_hold = Coalesce(Subquery(held.values(sum=Sum("places"))), 0)
    sessions = TrainingSession.objects.annotate(booked=booked, on_hold=on_hold).select_related("course")
    right = Q(booked=F("places_sold"), on_hold=F("places_held"), capacity__gte=F("booked") + F("on_hold"))
    for session in sessions.exclude(right):
        yield (
            f"Session {session.pk} ({session}) counts {session.places_sold} places sold and {session.places_held} "
            f"held, its bookings have {session.booked}, its holds {session.on_hold}, and it has {session.capacity}"
        )


def _places_kept_for_nobody() -> Iterator[str]:
    offered = Q(why=HoldWhy.WAITING_LIST, waiting_entry__state=WaitingState.OFFERED)
    asked = Q(why=HoldWhy.APPROVAL, approvals__state=ApprovalState.ASKED)
    for pk in PlaceHold.objects.filter(state=HoldState.HELD).exclude(offered | asked).values_list("pk", flat=True):
        yield f"Hold {pk} keeps places that nobody is offered and no booking waits for"


def _bookings_with_too_many_people() -> Iterator[str]:
    named = Booking.objects.annotate(named=Count("attendees")).filter(named__gt=F("places"))
    for booking in named.select_related("order"):
        yield f"Booking {booking.pk} of order {booking.order} has {booking.named} people in {booking.places} places"


def _subscriptions_used_too_often() -> Iterator[str]:
    used = Subscription.objects.annotate(sessions=Count("covered_places__training_session", distinct=True))
    for subscription in used.exclude(sessions__lte=F("package__sessions_included")).select_related("package"):
        yield f"Subscription {subscription.pk} covers {subscription.sessions} sessions of {subscription.package}"


def _orders_that_do_not_add_up() -> Iterator[str]:
    summed = Order.objects.annotate(lines_net=Sum("lines__net"), lines_vat=Sum("lines__vat"))
    for reference in summed.exclude(lines_net=F("net"), lines_vat=F("vat")).values_list("reference", flat=True):
        yield f"The lines of order {reference} do not add up to it"


def _orders_without_confirmation() -> Iterator[str]:
    told = Message.objects.filter(key=Concat(Value("order:"), OuterRef("reference"), Value(":confirmation")))
    for reference in Order.objects.exclude(Exists(told)).values_list("reference", flat=True):
        yield f"Order {reference} has no confirmation e-mail"
