"""Register files as the Department serves them, in memory."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from essex_portal.organisations.importing.outcome import ImportOutcome
from essex_portal.organisations.register.rows import COLUMNS
from essex_portal.organisations.services.imports import import_register

FIRST, LATER = dt.date(2023, 11, 16), dt.date(2024, 9, 20)
"""The days of two files."""

ROW = {
    "URN": "114700",
    "LA (code)": "881",
    "LA (name)": "Essex",
    "EstablishmentNumber": "2001",
    "EstablishmentName": "Example Primary School",
    "TypeOfEstablishment (code)": "1",
    "TypeOfEstablishment (name)": "Community school",
    "EstablishmentTypeGroup (code)": "4",
    "EstablishmentTypeGroup (name)": "Local authority maintained schools",
    "EstablishmentStatus (code)": "1",
    "EstablishmentStatus (name)": "Open",
    "PhaseOfEducation (code)": "2",
    "PhaseOfEducation (name)": "Primary",
    "LastChangedDate": "01-09-2023",
    "Street": "School Lane",
    "Town": "Chelmsford",
    "County (name)": "Essex",
    "Postcode": "CM1 2DX",
    "DistrictAdministrative (code)": "E07000070",
    "DistrictAdministrative (name)": "Chelmsford",
}


def register_row(urn: int | str, **columns: str) -> dict[str, str]:
    """An open Essex community primary; other columns by their header, spaces and brackets as they are."""
    return ROW | {"URN": str(urn)} | columns


def register_file(
    rows: Iterable[Mapping[str, str]], *, columns: Sequence[str] = COLUMNS, encoding: str = "cp1252"
) -> io.BytesIO:
    return io.BytesIO(csv_text(rows, columns).encode(encoding))


def csv_text(rows: Iterable[Mapping[str, str]], columns: Sequence[str]) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def take_in(*rows: dict[str, str], as_of: dt.date | None = FIRST, **more: Any) -> ImportOutcome:
    """Import a file of these rows, as on a day."""
    return import_register(file=register_file(rows), filename="register.csv", as_of=as_of, by=None, **more)
