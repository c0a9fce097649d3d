"""Payments out of a table: which column is the day, the amount and the words, and how days and amounts are written."""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from essex_portal.money import PENNY, Money
from traded_assessment.matching.reading import Sheet

SAMPLE = 200
LARGEST = Decimal(10_000_000)


class DateOrder(StrEnum):
    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"
    YEAR_FIRST = "year_first"

    @property
    def words(self) -> str:
        return {"day_first": "Day first (31/12/2021)", "month_first": "Month first (12/31/2021)"}.get(
            self.value, "Year first (2021-12-31)"
        )


@dataclass(frozen=True)
class Columns:
    """Headings of the columns. Money in stands in one column; `paid_out`, if any, tells rows of money out apart."""

    day: str
    amount: str
    words: tuple[str, ...]
    date_order: DateOrder
    paid_out: str = ""

    def fit(self, sheet: Sheet) -> bool:
        """Whether the table has all of them."""
        return {self.day, self.amount, *self.words, *filter(None, [self.paid_out])} <= set(sheet.headings)


@dataclass(frozen=True)
class BankRow:
    """One line of the file. `day` or `amount` None: it could not be read. `amount` below nought: money out.

    `key` is the same for the same payment in another file; the second of two equal ones in one file has another.
    """

    line: int
    day: date | None
    amount: Money | None
    words: str
    key: str


SAID_OF_DAY = re.compile(r"date|posted|day", re.IGNORECASE)
SAID_OF_AMOUNT = re.compile(r"credit|paid in|money in|receipt|amount|value", re.IGNORECASE)
SAID_OF_OUT = re.compile(r"debit|paid out|money out|withdraw", re.IGNORECASE)
SAID_OF_WORDS = re.compile(
    r"ref|descr|narrat|detail|text|memo|payer|name|particular|invoice|transaction", re.IGNORECASE
)
BEST_FOR_AMOUNT = ("credit", "paid in", "money in", "receipt", "amount", "value")


def guess_columns(sheet: Sheet) -> Columns:
    """The likely columns by their headings and by what stands below; a person looks at them and corrects."""
    samples = {name: _sample(sheet, place) for place, name in enumerate(sheet.headings)}
    days = {name: max((_readable(samples[name], order), order) for order in DateOrder) for name in sheet.headings}
    day = _best(sheet.headings, lambda name: (days[name][0], bool(SAID_OF_DAY.search(name))))
    out = next((name for name in sheet.headings if SAID_OF_OUT.search(name)), "")
    amounts = [name for name in sheet.headings if name not in (day, out)]
    amount = _best(amounts, lambda name: (_rank_of_amount(name), _share(samples[name], read_amount)))
    words = [name for name in amounts if name != amount and SAID_OF_WORDS.search(name)]
    rest = [name for name in amounts if name != amount and "balance" not in name.lower()]
    return Columns(day, amount, tuple(words or rest), date_order_of(samples[day]), paid_out=out)


def date_order_of(values: Sequence[str]) -> DateOrder:
    """The order in which most of them are days; day first where both would do, as in this country."""
    counted = [(sum(1 for value in values if read_day(value, order)), order) for order in DateOrder]
    most = max(count for count, _ in counted)
    return next(order for count, order in counted if count == most)


def bank_rows(sheet: Sheet, columns: Columns) -> Iterator[BankRow]:
    """Every row of the table as a payment, in the order of the file."""
    place = {heading: index for index, heading in enumerate(sheet.headings)}
    met: Counter[str] = Counter()
    for line, cells in sheet.rows:
        day = read_day(cells[place[columns.day]], columns.date_order)
        amount = read_amount(cells[place[columns.amount]])
        if columns.paid_out and not amount:
            out = read_amount(cells[place[columns.paid_out]])
            amount = -abs(out) if out else amount
        words = " · ".join(filter(None, (cells[place[name]] for name in columns.words)))
        said = f"{day or cells[place[columns.day]]}|{amount}|{' '.join(words.casefold().split())}"
        met[said] += 1
        yield BankRow(line, day, amount, words, hashlib.sha256(f"{said}|{met[said]}".encode()).hexdigest())


NUMERIC = {
    DateOrder.DAY_FIRST: ("%d/%m/%Y", "%d/%m/%y"),
    DateOrder.MONTH_FIRST: ("%m/%d/%Y", "%m/%d/%y"),
    DateOrder.YEAR_FIRST: ("%Y/%m/%d", "%Y%m%d"),
}
IN_WORDS = ("%d/%b/%Y", "%d/%B/%Y", "%d/%b/%y")


def read_day(text: str, order: DateOrder) -> date | None:
    """A day as banks write it: 31/12/2021, 31-12-21, 31 Dec 2021, 2021-12-31, with or without a time after it."""
    compact = re.sub(r"[T ]\d{1,2}:\d{2}.*$", "", text.strip())
    compact = re.sub(r"[\s./,-]+", "/", compact)
    for form in (*NUMERIC[order], *IN_WORDS):
        try:
            found = datetime.strptime(compact, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        return found if 2000 <= found.year < 2100 else None
    return None


def read_amount(text: str) -> Money | None:
    """Pounds as banks write them: 1,234.50, £12, 12.00 CR, -5.00, 5.00-, (5.00), 5.00 DR. None when it is no amount."""
    compact = text.replace("£", "").replace("GBP", "").replace("\u2212", "-").replace(" ", "").replace("\u00a0", "")
    compact = compact.upper()
    out = compact.endswith(("DR", "-")) or compact.startswith(("-", "(")) or compact.endswith("D")
    digits = compact.strip("()+-").removesuffix("CR").removesuffix("DR").removesuffix("C").removesuffix("D").strip("+-")
    if not re.fullmatch(r"(\d{1,3}(,\d{3})+|\d+)(\.\d{1,2})?|\.\d{2}", digits):
        return None
    try:
        amount = Decimal(digits.replace(",", "")).quantize(PENNY)
    except InvalidOperation:
        return None
    if amount > LARGEST:
        return None
    return -amount if out else amount


def _sample(sheet: Sheet, place: int) -> list[str]:
    return [cells[place] for _, cells in sheet.rows[:SAMPLE] if cells[place]]


def _readable(values: Sequence[str], order: DateOrder) -> float:
    return _share(values, lambda value: read_day(value, order))


def _share(values: Sequence[str], read: Callable[[str], object | None]) -> float:
    return sum(1 for value in values if read(value) is not None) / len(values) if values else 0


def _rank_of_amount(name: str) -> int:
    """Money in before a plain amount before anything else."""
    ranks = [len(BEST_FOR_AMOUNT) - place for place, word in enumerate(BEST_FOR_AMOUNT) if word in name.lower()]
    return max(ranks, default=0)


def _best(names: Sequence[str], rank: Callable[[str], Any]) -> str:
    return max(names, key=rank) if names else ""
