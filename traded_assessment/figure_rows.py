"""The rows behind a figure in words, whatever they are rows of: `figure` is annotated by `queries.figures`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from traded_assessment.models import (
    Attendee,
    Booking,
    Cancellation,
    OrderLine,
    TrainingSession,
    WaitingEntry,
)


@dataclass(frozen=True)
class FigureRow:
    """One row: its day, whose it is, what it is about, where it is shown, and what it adds to the figure."""

    day: date
    school: str
    what: str
    href: str
    figure: Any


def in_words(row: Any, *, for_office: bool) -> FigureRow:
    """A row of `queries.figures.rows_of`. Others than the office are led to a session's page in the catalogue."""
    return WORDS[type(row)](row, for_office)


def _booking(row: Any, for_office: bool) -> FigureRow:
    return _at(row.training_session, row.school.name, _order(row.order.reference), row.figure)


def _session(row: Any, for_office: bool) -> FigureRow:
    return _at(row, "", _session_page(row, for_office), row.figure)


def _entry(row: Any, for_office: bool) -> FigureRow:
    session = row.training_session
    return _at(session, row.school.name, _session_page(session, for_office), row.figure)


def _cancellation(row: Any, for_office: bool) -> FigureRow:
    booking = row.booking
    order = _order(booking.order.reference)
    return _at(booking.training_session, booking.school.name, order, row.figure)


def _attendee(row: Any, for_office: bool) -> FigureRow:
    booking = row.booking
    found = _at(booking.training_session, booking.school.name, _order(booking.order.reference), row.figure)
    return FigureRow(found.day, found.school, f"{row.name}: {found.what}", found.href, found.figure)


def _line(row: Any, for_office: bool) -> FigureRow:
    order = row.order
    return FigureRow(order.placed_on, order.school.name, row.description, _order(order.reference), row.figure)


WORDS: Mapping[type, Callable[[Any, bool], FigureRow]] = {
    Booking: _booking,
    TrainingSession: _session,
    WaitingEntry: _entry,
    Cancellation: _cancellation,
    Attendee: _attendee,
    OrderLine: _line,
}


def _at(session: TrainingSession, school: str, href: str, figure: Any) -> FigureRow:
    return FigureRow(timezone.localdate(session.starts_at), school, session.course.title, href, figure)


def _order(reference: str) -> str:
    return reverse("traded_assessment:order", args=[reference])


def _session_page(session: TrainingSession, for_office: bool) -> str:
    return reverse(f"traded_assessment:{'office_session' if for_office else 'session'}", args=[session.pk])
