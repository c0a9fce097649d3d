"""Which school took over from which: rows of the register's links file, and the direction of each."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

from essex_portal.organisations.register.reading import open_table
from essex_portal.organisations.register.refusals import RegisterRefusedError, RowRejectedError
from essex_portal.organisations.register.values import day, required, text, whole

COLUMNS = ("URN", "LinkURN", "LinkType", "LinkEstablishedDate")
LARGEST_URN = 2_147_483_647


class LinkRow(NamedTuple):
    urn: int
    other_urn: int
    kind: str
    established_on: dt.date | None


@dataclass(frozen=True)
class Lifetime:
    """When a school that links speak of was open, as far as is known."""

    is_closed: bool
    opened_on: dt.date | None
    closed_on: dt.date | None


@dataclass(frozen=True)
class Succession:
    """`later` took over from `earlier`."""

    earlier: int
    later: int
    kind: str
    established_on: dt.date | None


def read_links(file: BinaryIO) -> Iterator[LinkRow]:
    """The rows of a links file. Raises RegisterRefusedError for a file that is none, or has a broken row."""
    for raw in open_table(file, columns=COLUMNS, what="predecessor links").rows():
        try:
            raw.check_width()
            urn, other, kind, established = raw.cells
            number = required(whole(1, LARGEST_URN))
            yield LinkRow(number(urn), number(other), required(text(60))(kind), day(established))
        except RowRejectedError as error:
            raise RegisterRefusedError(f"In the predecessor links file, a value {error}.", line=raw.line) from None


def successions(rows: Iterable[LinkRow], schools: Mapping[int, Lifetime]) -> tuple[list[Succession], int]:
    """One succession for each pair of known schools that replaced one another, and how many rows gave none.

    The register states most pairs twice, once from each side, and some rows ("Result of Amalgamation") the same
    way from both: there, and where the sides contradict, the school that closed first is the earlier one.
    """
    found: dict[frozenset[int], Succession] = {}
    left_out = 0
    for row in rows:
        pair = frozenset((row.urn, row.other_urn))
        succession = _succession(row, schools) if len(pair) == 2 and pair <= schools.keys() else None
        if succession is None:
            left_out += 1
        elif pair not in found:
            found[pair] = succession
        elif found[pair].later != succession.later:
            found[pair] = _by_lifetime(row, schools) or found[pair]
    return list(found.values()), left_out


def _succession(row: LinkRow, schools: Mapping[int, Lifetime]) -> Succession | None:
    word = row.kind.casefold()
    if word.startswith("predecessor"):
        return Succession(row.other_urn, row.urn, row.kind, row.established_on)
    if word.startswith("successor"):
        return Succession(row.urn, row.other_urn, row.kind, row.established_on)
    return _by_lifetime(row, schools) if "amalgamat" in word or "merge" in word or "split" in word else None


def _by_lifetime(row: LinkRow, schools: Mapping[int, Lifetime]) -> Succession | None:
    one, other = schools[row.urn], schools[row.other_urn]
    if _ended(one) == _ended(other):
        return None
    earlier, later = sorted((row.urn, row.other_urn), key=lambda urn: _ended(schools[urn]))
    return Succession(earlier, later, row.kind, row.established_on)


def _ended(school: Lifetime) -> dt.date:
    return (school.closed_on or dt.date.min) if school.is_closed else dt.date.max
