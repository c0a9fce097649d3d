"""A statement of account: what was asked for, taken off and paid, with the balance after each. Pure: no ORM, no clock.

Source: issue "A statement: invoices, credits, payments, what is owed".
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from essex_portal.money import ZERO, Money


@dataclass(frozen=True)
class Entry:
    """Something that changed what is owed. `amount` in pounds: above nothing is owed more, below it less."""

    on: date
    rank: int
    """Of those of one day the lower comes first: what is asked for before what is paid."""
    number: str
    """Of the document that it is about."""
    words: str
    amount: Money

    @property
    def charged(self) -> Money:
        return max(self.amount, ZERO)

    @property
    def taken_off(self) -> Money:
        return max(-self.amount, ZERO)


@dataclass(frozen=True)
class Row:
    entry: Entry
    balance: Money


@dataclass(frozen=True)
class Statement:
    """Both days are inclusive. Balances in pounds: above nothing is owed to the council, below it is in credit."""

    first_on: date
    last_on: date
    opening: Money
    rows: tuple[Row, ...]

    @property
    def closing(self) -> Money:
        return self.rows[-1].balance if self.rows else self.opening

    @property
    def charged(self) -> Money:
        return sum((row.entry.charged for row in self.rows), ZERO)

    @property
    def taken_off(self) -> Money:
        return sum((row.entry.taken_off for row in self.rows), ZERO)


def statement_of(entries: Iterable[Entry], first_on: date, last_on: date) -> Statement:
    """The entries of a period in the order of time with the balance after each; what came before is its opening."""
    known = sorted(
        (entry for entry in entries if entry.on <= last_on), key=lambda entry: (entry.on, entry.rank, entry.number)
    )
    balance = opening = sum((entry.amount for entry in known if entry.on < first_on), ZERO)
    rows = []
    for entry in known:
        if entry.on >= first_on:
            balance += entry.amount
            rows.append(Row(entry, balance))
    return Statement(first_on, last_on, opening, tuple(rows))
