"""Asking for a forum's quarterly feedback report as a PDF. What it says is frozen when it is asked for."""

import hashlib
import json
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied

from essex_portal.documents.models import Document
from essex_portal.documents.services import request_document
from partnerships.forum_access import may_read_notes
from partnerships.forum_report import Report
from partnerships.models import Forum


def request_report(*, forum: Forum, first_on: date, last_on: date, report: Report, by: Any) -> Document:
    """Ask a worker for the PDF of a quarter; the same words are one document. Raises PermissionDenied."""
    if not may_read_notes(by, forum):
        raise PermissionDenied("The report is for the schools on the list.")
    parameters = {
        "forum": forum.pk,
        "name": forum.name,
        "purpose": forum.purpose,
        "first_on": str(first_on),
        "last_on": str(last_on),
        "cancelled": report.cancelled,
        "held": [
            {
                "on": str(one.on),
                "schools": one.schools,
                "others": one.others,
                "themes": list(one.themes),
                "notes": one.notes,
            }
            for one in report.held
        ],
    }
    digest = hashlib.sha256(json.dumps(parameters, sort_keys=True).encode()).hexdigest()
    return request_document(
        kind="forum_report",
        key=f"forum_report:{digest}",
        parameters=parameters,
        filename=f"forum-report-{first_on}.pdf",
        by=by,
    )
