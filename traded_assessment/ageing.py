"""How old debts are. Pure: no ORM, no clock. Source: domain.md B7, B18."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from essex_portal.money import ZERO, Money


class Bucket(StrEnum):
    """By days after the last day to pay. What is paid too much has no age and stands beside them."""

    NOT_DUE = "not_due"
    TO_30 = "to_30"
    TO_60 = "to_60"
    TO_90 = "to_90"
    OLDER = "older"
    IN_CREDIT = "in_credit"

    @property
    def words(self) -> str:
        return WORDS[self]


WORDS = {
    Bucket.NOT_DUE: "Not due",
    Bucket.TO_30: "1 to 30 days",
    Bucket.TO_60: "31 to 60 days",
    Bucket.TO_90: "61 to 90 days",
    Bucket.OLDER: "More than 90 days",
    Bucket.IN_CREDIT: "In credit",
}
LAST_DAYS = ((0, Bucket.NOT_DUE), (30, Bucket.TO_30), (60, Bucket.TO_60), (90, Bucket.TO_90))


@dataclass(frozen=True)
class Debt:
    """What one invoice asked for on a day: above nothing is owed, below it is in credit. Pounds."""

    number: str
    school_id: int | None
    school: str
    payer_id: int
    payer: str
    quadrant: str
    tier: str
    issued_on: date
    due_on: date
    gross: Money
    owed: Money


@dataclass(frozen=True)
class AgedRow:
    """The debts of one school, payer, quadrant or tier: `key` finds them, `name` is for people."""

    key: str
    name: str
    amounts: dict[Bucket, Money]

    @property
    def total(self) -> Money:
        return sum(self.amounts.values(), ZERO)

    @property
    def overdue(self) -> Money:
        return sum((self.amounts[bucket] for bucket in OVERDUE), ZERO)


OVERDUE = (Bucket.TO_30, Bucket.TO_60, Bucket.TO_90, Bucket.OLDER)

KeyAndName = Callable[[Debt], tuple[str, str]]

WAYS: dict[str, tuple[str, KeyAndName]] = {
    "school": ("School", lambda debt: (str(debt.school_id or f"payer-{debt.payer_id}"), debt.school)),
    "payer": ("Payer", lambda debt: (str(debt.payer_id), debt.payer)),
    "quadrant": ("Quadrant", lambda debt: (debt.quadrant or "none", debt.quadrant or "Outside the quadrants")),
    "tier": ("Customer", lambda debt: (debt.tier, debt.tier)),
}
"""How debts are put together: the words for it, and what makes a row."""


def bucket_of(debt: Debt, as_at: date) -> Bucket:
    """How old a debt is on a day. The last day to pay is not overdue yet."""
    if debt.owed < 0:
        return Bucket.IN_CREDIT
    days = (as_at - debt.due_on).days
    return next((bucket for last, bucket in LAST_DAYS if days <= last), Bucket.OLDER)


def aged(debts: Iterable[Debt], as_at: date, by: str) -> list[AgedRow]:
    """The debts as rows, the largest overdue first; `by` is one of WAYS."""
    rows: dict[str, AgedRow] = {}
    for debt in debts:
        key, name = WAYS[by][1](debt)
        row = rows.setdefault(key, AgedRow(key, name, dict.fromkeys(Bucket, ZERO)))
        row.amounts[bucket_of(debt, as_at)] += debt.owed
    return sorted(rows.values(), key=lambda row: (-row.overdue, row.name))


def of_row(debts: Iterable[Debt], as_at: date, *, by: str, key: str = "", bucket: str = "") -> list[Debt]:
    """The debts behind a figure: of one row (`key` empty: of all) and one bucket (empty: of all), the oldest first."""
    found = (
        debt
        for debt in debts
        if (not key or WAYS[by][1](debt)[0] == key) and (not bucket or bucket_of(debt, as_at) == bucket)
    )
    return sorted(found, key=lambda debt: (debt.due_on, debt.number))
