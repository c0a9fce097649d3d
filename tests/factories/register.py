"""Register files as the Department serves them, in memory."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from essex_portal.organisations.register.rows import COLUMNS

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
