"""A partnership's profile as a printed page, of what was frozen when it was asked for: always the same bytes."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string

STYLE = Path(__file__).with_name("profile.css")


def profile_pdf(frozen: Mapping[str, Any], identifier: str) -> bytes:
    """The PDF/UA-1 file of a profile. `frozen` as `services.profiles` keeps it."""
    from essex_portal.documents.typesetting import typeset  # WeasyPrint, which web processes never need

    html = render_to_string("partnerships/pdf/profile.html", _shown(frozen))
    return typeset(html, style=STYLE, identifier=identifier)


def _shown(frozen: Mapping[str, Any]) -> dict[str, Any]:
    schools = [row | {"since": date.fromisoformat(row["since"])} for row in frozen["schools"]]
    contacts = [row | {"confirmed_on": date.fromisoformat(row["confirmed_on"])} for row in frozen["contacts"]]
    return {**frozen, "on": date.fromisoformat(frozen["on"]), "schools": schools, "contacts": contacts}
