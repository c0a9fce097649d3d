"""A school's training record as a file."""

import csv
import io
from collections.abc import Sequence

from traded_assessment.services.exports import BYTE_ORDER_MARK, defused
from traded_assessment.training_records import PersonRecord

HEADINGS = ("Name", "Role", "Email", "Session", "Date", "Minutes", "Helps with", "Certificate")


def training_record_csv(people: Sequence[PersonRecord]) -> str:
    """One line a person and session: UTF-8 with byte order mark, safe to open as a sheet. Source: domain.md B20."""
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow(HEADINGS)
    for person in people:
        for one in person.attended:
            facts = (one.title, one.held_on, one.minutes, "; ".join(one.duties), one.certificate)
            row = (person.name, person.job_title, person.email, *facts)
            writer.writerow([defused(value) for value in row])
    return BYTE_ORDER_MARK + lines.getvalue()
