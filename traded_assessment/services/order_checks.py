"""What stands in the way of an order. Each function raises what it finds, and returns nothing."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError

from essex_portal.accounts.permissions import holds, holds_for_county
from essex_portal.accounts.roles import Permission
from essex_portal.organisations.models import Organisation
from essex_portal.organisations.states import OPEN_STATUSES
from traded_assessment.models import BillingTerms, PlaceHold, TrainingSession
from traded_assessment.pricing import Quote
from traded_assessment.queries.approvals import needs_approval
from traded_assessment.services.order_requests import OrderLineRequest, OrderRequest
from traded_assessment.services.refusals import (
    EmptyOrder,
    NeedsApproval,
    NobodyNamed,
    NoSuchSession,
    PurchaseOrderNeeded,
    SamePersonTwice,
    SameThingTwice,
    SchoolClosed,
    SessionFull,
    SessionNotBookable,
)
from traded_assessment.states import Availability, Product

WHY_NOT = {
    Availability.CANCELLED: "has been cancelled",
    Availability.PAST: "has already begun",
    Availability.CLOSED: "is closed for booking",
}

TRY_AGAIN = {"one_order_a_reference", "one_order_a_school_and_key"}

Sessions = Mapping[int, TrainingSession]


def check_permission(request: OrderRequest) -> None:
    """Raises PermissionDenied with words for the person."""
    if not holds(request.by, Permission.BOOK_TRAINING, request.school):
        raise PermissionDenied("You cannot book training for this school.")
    if request.on_behalf and not holds_for_county(request.by, Permission.BOOK_TRAINING):
        raise PermissionDenied("Only the training office can book on behalf of a school.")
    if request.subscribes and not _may_subscribe(request):
        raise PermissionDenied("Only the school’s headteacher can buy the subscription.")


def _may_subscribe(request: OrderRequest) -> bool:
    """The headteacher may; the council, when it notes what the headteacher said."""
    if request.on_behalf:
        return bool(request.on_behalf.headteacher_says.strip())
    return holds(request.by, Permission.BUY_SUBSCRIPTION, request.school)


def check_request(request: OrderRequest) -> None:
    """What no price and no free place could mend: nothing asked, nobody named, the same twice."""
    if not request.lines:
        raise EmptyOrder
    seen: set[tuple[Product, int | None]] = set()
    for position, line in enumerate(request.lines):
        thing = (line.product, line.training_session_id)
        if thing in seen:
            raise SameThingTwice(line=position)
        seen.add(thing)
        if line.product != Product.SUBSCRIPTION:
            _check_people(line, position)


def check_school(school: Organisation) -> None:
    if school.school.status not in OPEN_STATUSES:
        raise SchoolClosed(school.name)


def check_needs_no_approval(by: Any, school: Organisation) -> None:
    """Raises NeedsApproval for a booking that the school's headteacher wants to see first."""
    if needs_approval(by, school):
        raise NeedsApproval


def check_sessions(request: OrderRequest, sessions: Sessions, kept: Sequence[PlaceHold] = ()) -> None:
    """The sessions exist, are what was asked for, are open for booking and have room; `kept` is for this request."""
    kept_at = Counter[int]()
    for hold in kept:
        kept_at[hold.training_session_id] += hold.places
    for position, line in enumerate(request.lines):
        if line.product == Product.SUBSCRIPTION:
            continue
        session = sessions.get(line.training_session_id or 0)
        if session is None or session.course.product != line.product:
            raise NoSuchSession(line=position)
        if why := why_not_bookable(session, request.now):
            raise SessionNotBookable(session, why, line=position)
        room = session.places_left + kept_at[session.pk]
        if line.places > room:
            raise SessionFull(session, room, line=position)


def check_purchase_order(request: OrderRequest, terms: BillingTerms, quote: Quote) -> None:
    """A school that needs a purchase order number gives one with each order that has something to pay."""
    if terms.purchase_order_needed and quote.gross and not request.purchase_order.strip():
        raise PurchaseOrderNeeded(request.school.name)


def why_not_bookable(session: TrainingSession, now: datetime) -> str:
    """The end of a sentence that begins with the session; empty when it can be booked, or is only full."""
    return WHY_NOT.get(session.availability_at(now), "")


def check_refusal_of_database(error: IntegrityError, request: OrderRequest) -> None:
    """The database's own last word, for buyers that no check has stopped.

    Raises SessionFull for an oversold session. Returns when another try will do: with a new reference, or to find the
    order of the same key. Any other error is a mistake in this code and is raised again.
    """
    constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
    if constraint == "session_is_never_oversold":
        rows = TrainingSession.objects.select_related("course").filter(pk__in=request.session_ids)
        check_sessions(request, {session.pk: session for session in rows})
    if constraint not in TRY_AGAIN:
        raise error


def _check_people(line: OrderLineRequest, position: int) -> None:
    if line.places < 1 or line.unnamed < 0 or not all(person.name.strip() for person in line.attendees):
        raise NobodyNamed(line=position)
    seen: set[str] = set()
    for person in line.attendees:
        if person.identity in seen:
            raise SamePersonTwice(person.name, line=position)
        seen.add(person.identity)
