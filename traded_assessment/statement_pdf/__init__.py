"""A statement as a printed page, made of what was frozen when it was asked for: the same bytes each time."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.template.loader import render_to_string

from traded_assessment.invoice_pdf import STYLE
from traded_assessment.statements import Entry, Row

AMOUNTS = ("opening", "closing", "owed", "overdue", "in_credit")
DAYS = ("made_on", "first_on", "last_on")


def statement_pdf(frozen: Mapping[str, Any], identifier: str) -> bytes:
    """The PDF/UA-1 file of a statement. `frozen` as `services.statements` keeps it."""
    from essex_portal.documents.typesetting import typeset  # WeasyPrint, which web processes never need

    html = render_to_string("traded_assessment/statements/pdf.html", _shown(frozen))
    return typeset(html, style=STYLE, identifier=identifier)


def _shown(frozen: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **frozen,
        **{name: Decimal(frozen[name]) for name in AMOUNTS},
        **{name: date.fromisoformat(frozen[name]) for name in DAYS},
        "rows": [
            Row(Entry(date.fromisoformat(on), 0, number, words, Decimal(amount)), Decimal(balance))
            for on, number, words, amount, balance in frozen["rows"]
        ],
    }
