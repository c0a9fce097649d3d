"""Which academy belongs to which trust: rows of the register's academy group links file."""

import datetime as dt
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from essex_portal.organisations.register.reading import RawRow, open_table
from essex_portal.organisations.register.refusals import RegisterRefusedError, RowRejectedError
from essex_portal.organisations.register.values import Reader, day, required, text, whole

LARGEST = 2_147_483_647


class TrustLinkRow(NamedTuple):
    """An academy in a trust. `closed_on` is the trust's own closing, `joined_on` the academy's joining."""

    group_uid: int
    group_id: str
    name: str
    companies_house_number: str
    group_type: str
    opened_on: dt.date | None
    closed_on: dt.date | None
    joined_on: dt.date | None
    urn: int


SOURCES: tuple[tuple[str, Reader], ...] = (
    ("Group UID", required(whole(1, LARGEST))),
    ("Group ID", text(20)),
    ("Group Name", required(text(200))),
    ("Companies House Number", text(20)),
    ("Group Type", text(60)),
    ("Incorporated on (open date)", day),
    ("Closed Date", day),
    ("Joined date", day),
    ("Academy URN", required(whole(1, LARGEST))),
)


def read_trust_links(file: BinaryIO) -> Iterator[TrustLinkRow]:
    """The rows of a trust links file. Raises RegisterRefusedError for a file that is none, or has a broken row."""
    table = open_table(file, columns=[column for column, _ in SOURCES], what="trust links")
    for raw in table.rows():
        try:
            yield _row(raw)
        except RowRejectedError as error:
            raise RegisterRefusedError(f"In the trust links file, {error}.", line=raw.line) from None


def _row(raw: RawRow) -> TrustLinkRow:
    raw.check_width()
    values = []
    for (column, read), cell in zip(SOURCES, raw.cells, strict=True):
        try:
            values.append(read(cell))
        except RowRejectedError as error:
            raise RowRejectedError(f"{column} {error}") from None
    return TrustLinkRow(*values)
