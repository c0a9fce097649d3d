"""Who is expected at a session, as a printed sheet to tick."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from django.template.loader import render_to_string
from django.utils import timezone

from traded_assessment.models import TrainingSession
from traded_assessment.queries.attendance import SheetRow

STYLE = Path(__file__).with_name("sheet.css")


def sheet_pdf(session: TrainingSession, rows: Sequence[SheetRow]) -> bytes:
    """The PDF/UA-1 file of a session's sheet. The same rows make the same bytes."""
    from essex_portal.documents.typesetting import typeset  # WeasyPrint, which web processes never need

    html = render_to_string("traded_assessment/office/sheet_pdf.html", {"session": session, "rows": rows})
    return typeset(html, style=STYLE, identifier=f"attendance-{session.pk}-{version_of(session, rows)}")


def version_of(session: TrainingSession, rows: Sequence[SheetRow]) -> str:
    """The same for a sheet with the same words: another version is another document."""
    words = [session.course.title, session.starts_at, session.ends_at, *rows]
    return hashlib.sha256(repr(words).encode()).hexdigest()[:16]


def sheet_name(session: TrainingSession, ending: str) -> str:
    """What the file is called: `attendance-2022-03-14-12.pdf`."""
    return f"attendance-{timezone.localdate(session.starts_at)}-{session.pk}.{ending}"
