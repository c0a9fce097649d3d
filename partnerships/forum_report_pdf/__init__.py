"""A forum's quarterly feedback report as a printed document, from what was frozen when it was asked for."""

from datetime import date
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string

from partnerships.forum_charts import attendance_chart
from partnerships.forum_report import Held, report_of

STYLE = Path(__file__).with_name("report.css")


def forum_report_pdf(parameters: dict[str, Any], identifier: str) -> bytes:
    """The PDF/UA-1 file. The same parameters make the same bytes."""
    from essex_portal.documents.typesetting import typeset  # WeasyPrint, which web processes never need

    held = [
        Held(date.fromisoformat(one["on"]), one["schools"], one["others"], tuple(one["themes"]), one["notes"])
        for one in parameters["held"]
    ]
    context = {
        "name": parameters["name"],
        "purpose": parameters["purpose"],
        "first_on": date.fromisoformat(parameters["first_on"]),
        "last_on": date.fromisoformat(parameters["last_on"]),
        "report": report_of(held, parameters["cancelled"]),
        "chart": attendance_chart(held),
    }
    html = render_to_string("partnerships/pdf/forum_report.html", context)
    return typeset(html, style=STYLE, identifier=identifier)
