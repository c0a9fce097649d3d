"""The rows of a new order: lines, subscriptions, bookings, people, and the places that a subscription covers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import count, islice

from traded_assessment.models import (
    Attendee,
    Booking,
    CoveredPlace,
    Order,
    OrderLine,
    Package,
    Subscription,
    TrainingSession,
)
from traded_assessment.pricing import Quote, QuoteLine
from traded_assessment.queries.entitlements import Packages
from traded_assessment.services.order_requests import Person

LINE_FIELDS = tuple(field.name for field in fields(QuoteLine) if field.name not in {"wanted", "part", "staff_per_unit"})

Bookings = Mapping[int, Booking]


@dataclass(frozen=True)
class Chosen:
    """One line of a request with what it is about: a session and who is coming, or a year's package."""

    training_session: TrainingSession | None
    package: Package | None
    people: tuple[Person, ...]
    unnamed: int

    @property
    def places(self) -> int:
        return len(self.people) + self.unnamed


@dataclass(frozen=True)
class Written:
    """What belongs to the order; bookings and their people by the position of the line they were asked in."""

    lines: list[OrderLine]
    bookings: Bookings
    attendees: list[Attendee]


def write_rows(*, order: Order, chosen: Sequence[Chosen], quote: Quote, packages: Packages) -> Written:
    """Write all that belongs to a new order as it was priced. `packages` says what the school held before it."""
    held = packages.held | _write_subscriptions(order, chosen)
    bookings = _write_bookings(order, chosen, quote)
    lines = _write_lines(order, quote, bookings)
    attendees = _write_attendees(chosen, bookings)
    _write_covered_places(quote, bookings, packages, held)
    return Written(lines, bookings, attendees)


def _write_subscriptions(order: Order, chosen: Sequence[Chosen]) -> dict[int, int]:
    """The new subscriptions: package id to subscription id."""
    rows = Subscription.objects.bulk_create(
        Subscription(school_id=order.school_id, package=one.package, order=order)
        for one in chosen
        if one.package is not None
    )
    return {row.package_id: row.pk for row in rows}


def _write_bookings(order: Order, chosen: Sequence[Chosen], quote: Quote) -> dict[int, Booking]:
    bookings = {
        position: Booking(
            order=order,
            school_id=order.school_id,
            training_session=one.training_session,
            places=one.places,
            paid_first=quote.pays_first(position),
        )
        for position, one in enumerate(chosen)
        if one.training_session is not None
    }
    Booking.objects.bulk_create(bookings.values())
    return bookings


def _write_lines(order: Order, quote: Quote, bookings: Bookings) -> list[OrderLine]:
    return OrderLine.objects.bulk_create(
        OrderLine(
            order=order,
            booking=bookings.get(line.wanted),
            position=number,
            part=line.part,
            staff_per_unit=line.staff_per_unit,
            **{name: getattr(line, name) for name in LINE_FIELDS},
        )
        for number, line in enumerate(quote.lines, start=1)
    )


def _write_attendees(chosen: Sequence[Chosen], bookings: Bookings) -> list[Attendee]:
    return Attendee.objects.bulk_create(
        Attendee(booking=booking, name=person.name, job_title=person.job_title, email=person.email)
        for position, booking in bookings.items()
        for person in chosen[position].people
    )


def _write_covered_places(quote: Quote, bookings: Bookings, packages: Packages, held: Mapping[int, int]) -> None:
    covered = {position: quote.covered_places(position) for position in bookings}
    if not any(covered.values()):
        return
    taken = _numbers_taken(held.values(), bookings.values())
    CoveredPlace.objects.bulk_create(
        row
        for position, booking in bookings.items()
        if covered[position]
        for row in _covered_places(booking, covered[position], packages, held, taken)
    )


def _numbers_taken(subscription_ids: Iterable[int], bookings: Iterable[Booking]) -> dict[tuple[int, int], set[int]]:
    """The numbers of covered places in use, by subscription and session."""
    session_ids = [booking.training_session_id for booking in bookings]
    used = CoveredPlace.objects.filter(subscription__in=subscription_ids, training_session__in=session_ids)
    taken: dict[tuple[int, int], set[int]] = {}
    for subscription_id, session_id, number in used.values_list("subscription_id", "training_session_id", "number"):
        taken.setdefault((subscription_id, session_id), set()).add(number)
    return taken


def _covered_places(
    booking: Booking,
    places: int,
    packages: Packages,
    held: Mapping[int, int],
    taken: Mapping[tuple[int, int], set[int]],
) -> Iterator[CoveredPlace]:
    """So many places under the lowest free numbers. One too many would pass the allowance: the database refuses it."""
    package = packages.of_session(booking.training_session)
    if package is None:
        raise LookupError(f"No package covers {booking.training_session}")
    in_use = taken.get((held[package.pk], booking.training_session_id), set())
    free = (number for number in count(1) if number not in in_use)
    for number in islice(free, places):
        yield CoveredPlace(
            subscription_id=held[package.pk],
            training_session=booking.training_session,
            booking=booking,
            number=number,
            allowance=package.staff_per_session,
        )
