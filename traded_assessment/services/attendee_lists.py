"""The attendee list of a session as a file, and its sheet as a PDF."""

import csv
import io
from typing import Any

from essex_portal.documents.models import Document
from essex_portal.documents.services import request_document
from traded_assessment.attendance_sheet import sheet_name, version_of
from traded_assessment.models import TrainingSession
from traded_assessment.queries.attendance import sheet_of
from traded_assessment.services.exports import BYTE_ORDER_MARK, defused

HEADINGS = ("School", "URN", "Name", "Role", "Email", "Order", "Booked by", "Attendance")


def attendee_csv(session: TrainingSession) -> str:
    """Every place that is sold: UTF-8 with byte order mark, CRLF, safe to open as a sheet. Source: domain.md B20."""
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow(HEADINGS)
    for row in sheet_of(session):
        cells = (row.school, row.urn, row.name, row.job_title, row.email, row.order, row.booked_by, row.attendance)
        writer.writerow([defused(value) for value in cells])
    return BYTE_ORDER_MARK + lines.getvalue()


def request_sheet(*, session: TrainingSession, by: Any) -> Document:
    """The sheet of a session as a PDF, made by a worker; while nobody is added or changed it is the same document."""
    return request_document(
        kind="attendance_sheet",
        key=f"attendance-sheet:{session.pk}:{version_of(session, sheet_of(session))}",
        parameters={"session": session.pk},
        filename=sheet_name(session, "pdf"),
        by=by,
    )
