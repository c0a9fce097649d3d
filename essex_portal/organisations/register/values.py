"""One cell to one value. Empty cells are None or ""; nothing is invented. RowRejectedError says what is wrong."""

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import Any

from essex_portal.organisations.register.refusals import RowRejectedError

Reader = Callable[[str], Any]

DATE = re.compile(r"(\d{1,2})([-/])(\d{1,2})\2(\d{4})")
DECIMAL = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")
POSTCODE = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})")


def text(longest: int) -> Reader:
    def read(cell: str) -> str:
        if len(cell) > longest:
            raise RowRejectedError(f"is longer than {longest} characters")
        return cell

    return read


def whole(lowest: int, highest: int) -> Reader:
    """A whole number, padded with zeros or not; None when the cell is empty."""

    @lru_cache(maxsize=4096)
    def read(cell: str) -> int | None:
        if not cell:
            return None
        if not (cell.isascii() and cell.isdigit()):
            raise RowRejectedError(f"is “{cell}”, which is not a whole number")
        if not lowest <= int(cell) <= highest:
            raise RowRejectedError(f"is {cell}, which is not from {lowest} to {highest}")
        return int(cell)

    return read


def required(reader: Reader) -> Reader:
    def read(cell: str) -> Any:
        if not cell:
            raise RowRejectedError("is empty")
        return reader(cell)

    return read


@lru_cache(maxsize=16384)
def day(cell: str) -> dt.date | None:
    """dd-mm-yyyy or dd/mm/yyyy."""
    if not cell:
        return None
    found = DATE.fullmatch(cell)
    try:
        if found:
            return dt.date(int(found[4]), int(found[3]), int(found[1]))
    except ValueError:
        pass  # no such day in that month
    raise RowRejectedError(f"is “{cell}”, which is not a date like 31-08-2023")


def percentage(cell: str) -> Decimal | None:
    if not cell:
        return None
    if not DECIMAL.fullmatch(cell):
        raise RowRejectedError(f"is “{cell}”, which is not a number")
    value = round(Decimal(cell), 2)
    if not 0 <= value <= 100:
        raise RowRejectedError(f"is {cell}, which is not from 0 to 100")
    return value


def postcode(cell: str) -> str:
    """In capitals, with one space in its place; what is no British postcode stays as it is written."""
    packed = cell.upper().replace(" ", "")
    found = POSTCODE.fullmatch(packed)
    return f"{found[1]} {found[2]}" if found else text(10)(cell.upper())
