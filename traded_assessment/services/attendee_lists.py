"""The attendee list of a session as a file."""

import csv
import io

from traded_assessment.models import TrainingSession
from traded_assessment.queries.attendance import attendees_of
from traded_assessment.services.exports import BYTE_ORDER_MARK, defused

HEADINGS = ("School", "URN", "Name", "Role", "Email", "Order", "Booked by")


def attendee_csv(session: TrainingSession) -> str:
    """Everybody with a place: UTF-8 with byte order mark, CRLF, safe to open as a sheet. Source: domain.md B20."""
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow(HEADINGS)
    for person in attendees_of(session):
        booking = person.booking
        row = (
            booking.school.name,
            booking.school.school.urn,
            person.name,
            person.job_title,
            person.email,
            booking.order.reference,
            booking.order.placed_by.email,
        )
        writer.writerow([defused(value) for value in row])
    return BYTE_ORDER_MARK + lines.getvalue()
