"""A row of the school register, typed. Which column gives which field, and what a row must have."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from essex_portal.organisations.register.reading import Progress, RawRow, Table
from essex_portal.organisations.register.refusals import RejectedRow, RowRejectedError
from essex_portal.organisations.register.values import (
    Reader,
    day,
    percentage,
    postcode,
    required,
    text,
    whole,
)
from essex_portal.organisations.states import EstablishmentStatus

SMALL, LARGE = 32_767, 2_147_483_647


class SchoolRow(NamedTuple):
    """In the names of SchoolDetails and Organisation; `…_name` and `type_group_…` name what a code stands for."""

    urn: int
    name: str
    opened_on: dt.date | None
    closed_on: dt.date | None
    local_authority_id: int
    local_authority_name: str
    establishment_number: int | None
    type_id: int
    type_name: str
    type_group_code: int | None
    type_group_name: str
    status: int
    phase_code: int | None
    phase: str
    low_age: int | None
    high_age: int | None
    gender: str
    religious_character: str
    admissions_policy: str
    sixth_form: str
    capacity: int | None
    pupils: int | None
    free_school_meals_percent: Decimal | None
    ukprn: str
    street: str
    locality: str
    address_3: str
    town: str
    county: str
    postcode: str
    website: str
    telephone: str
    district_id: str | None
    district_name: str
    ward: str
    easting: int | None
    northing: int | None
    federation: str
    sponsors: str
    trust_uid: int | None
    trust_name: str
    register_changed_on: dt.date | None


def _code(cell: str) -> str | None:
    return text(9)(cell) or None


# One line a field, in SchoolRow's order.
SOURCES: tuple[tuple[str, str, Reader], ...] = (
    ("urn", "URN", required(whole(1, LARGE))),
    ("name", "EstablishmentName", required(text(200))),
    ("opened_on", "OpenDate", day),
    ("closed_on", "CloseDate", day),
    ("local_authority_id", "LA (code)", required(whole(0, SMALL))),
    ("local_authority_name", "LA (name)", text(100)),
    ("establishment_number", "EstablishmentNumber", whole(0, SMALL)),
    ("type_id", "TypeOfEstablishment (code)", required(whole(0, SMALL))),
    ("type_name", "TypeOfEstablishment (name)", text(100)),
    ("type_group_code", "EstablishmentTypeGroup (code)", whole(0, SMALL)),
    ("type_group_name", "EstablishmentTypeGroup (name)", text(100)),
    ("status", "EstablishmentStatus (code)", required(whole(1, max(EstablishmentStatus.values)))),
    ("phase_code", "PhaseOfEducation (code)", whole(0, SMALL)),
    ("phase", "PhaseOfEducation (name)", text(60)),
    ("low_age", "StatutoryLowAge", whole(0, 99)),
    ("high_age", "StatutoryHighAge", whole(0, 99)),
    ("gender", "Gender (name)", text(40)),
    ("religious_character", "ReligiousCharacter (name)", text(80)),
    ("admissions_policy", "AdmissionsPolicy (name)", text(60)),
    ("sixth_form", "OfficialSixthForm (name)", text(60)),
    ("capacity", "SchoolCapacity", whole(0, LARGE)),
    ("pupils", "NumberOfPupils", whole(0, LARGE)),
    ("free_school_meals_percent", "PercentageFSM", percentage),
    ("ukprn", "UKPRN", text(8)),
    ("street", "Street", text(120)),
    ("locality", "Locality", text(120)),
    ("address_3", "Address3", text(120)),
    ("town", "Town", text(120)),
    ("county", "County (name)", text(120)),
    ("postcode", "Postcode", postcode),
    ("website", "SchoolWebsite", text(200)),
    ("telephone", "TelephoneNum", text(30)),
    ("district_id", "DistrictAdministrative (code)", _code),
    ("district_name", "DistrictAdministrative (name)", text(100)),
    ("ward", "AdministrativeWard (name)", text(120)),
    ("easting", "Easting", whole(0, LARGE)),
    ("northing", "Northing", whole(0, LARGE)),
    ("federation", "Federations (name)", text(200)),
    ("sponsors", "SchoolSponsors (name)", text(300)),
    ("trust_uid", "Trusts (code)", whole(1, LARGE)),
    ("trust_name", "Trusts (name)", text(200)),
    ("register_changed_on", "LastChangedDate", day),
)
COLUMNS = tuple(column for _, column, _ in SOURCES)
_URN, _NAME = COLUMNS.index("URN"), COLUMNS.index("EstablishmentName")


def read_schools(
    table: Table, *, rejected: list[RejectedRow] | None = None, progress: Progress | None = None
) -> Iterator[tuple[int, SchoolRow]]:
    """Line and row of every school that can be taken; those that cannot are added to `rejected`."""
    for raw in table.rows(progress):
        try:
            yield raw.line, school_row(raw)
        except RowRejectedError as error:
            if rejected is not None:
                rejected.append(_rejected(raw, str(error)))


def school_row(raw: RawRow) -> SchoolRow:
    """Raises RowRejectedError, naming the column and what is wrong with it."""
    raw.check_width()
    values = []
    for (_, column, read), cell in zip(SOURCES, raw.cells, strict=True):
        try:
            values.append(read(cell))
        except RowRejectedError as error:
            raise RowRejectedError(f"{column} {error}") from None
    row = SchoolRow(*values)
    _check_dates(row)
    return row


def _check_dates(row: SchoolRow) -> None:
    if row.opened_on and row.closed_on and row.closed_on < row.opened_on:
        raise RowRejectedError("CloseDate is before OpenDate")


def _rejected(raw: RawRow, reason: str) -> RejectedRow:
    urn, name = (raw.cells[_URN], raw.cells[_NAME]) if raw.cells else ("", "")
    return RejectedRow(raw.line, urn[:20], name[:200], reason)
