"""Which invoices a payment is for: by the numbers in its words, and by its amount. Pure.

Only a payment that names its invoices and pays them to the penny is ready to confirm. Everything else is a doubt,
with suggestions for a person.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from essex_portal.money import ZERO, Money
from traded_assessment.matching.columns import BankRow

NUMBER = re.compile(r"(?<![A-Z0-9])(INV|RCH)[\s./_-]*(\d{4})[\s./_-]*(\d{1,6})(?!\d)", re.IGNORECASE)
MOST_SUGGESTIONS = 5
USUAL_DIGITS = 6


class Doubt(StrEnum):
    """Why a person has to look."""

    UNREADABLE = "unreadable"
    AHEAD = "ahead"
    MONEY_OUT = "money_out"
    KNOWN = "known"
    NO_NUMBER = "no_number"
    SEVERAL = "several"
    UNKNOWN_NUMBER = "unknown_number"
    SETTLED = "settled"
    TOO_LITTLE = "too_little"
    TOO_MUCH = "too_much"
    TWICE_IN_FILE = "twice_in_file"

    @property
    def words(self) -> str:
        return WORDS[self]


WORDS = {
    Doubt.UNREADABLE: "The date or the amount cannot be read",
    Doubt.AHEAD: "The date lies ahead",
    Doubt.MONEY_OUT: "Money out, not a payment to the council",
    Doubt.KNOWN: "In an earlier file already",
    Doubt.NO_NUMBER: "No invoice number, and no invoice of this amount is open",
    Doubt.SEVERAL: "No invoice number; open invoices have this amount",
    Doubt.UNKNOWN_NUMBER: "An invoice number that does not exist",
    Doubt.SETTLED: "The invoice is paid, credited or written off already",
    Doubt.TOO_LITTLE: "Less than the invoice asks for",
    Doubt.TOO_MUCH: "More than the invoice asks for",
    Doubt.TWICE_IN_FILE: "Another row of this file pays the same invoice",
}


@dataclass(frozen=True)
class OpenInvoice:
    """What matching knows of an invoice. `outstanding` is nought or less when nothing is owed any more."""

    number: str
    outstanding: Money
    customer: str


@dataclass(frozen=True)
class Proposal:
    """What a row may be for. Without a `doubt` it is ready to confirm, and pays `numbers` to the penny.

    `named` are the numbers that the row speaks of and that exist; `candidates` ask for just its amount.
    """

    row: BankRow
    numbers: tuple[str, ...] = ()
    doubt: Doubt | None = None
    named: tuple[str, ...] = ()
    candidates: Sequence[OpenInvoice] = ()

    @property
    def suggestions(self) -> tuple[tuple[str, ...], ...]:
        """Choices for a person, the likeliest first: the numbers that the row would pay. Worked out for who looks."""
        likely = [(one.number,) for one in _likeliest(self.row, self.candidates)]
        return tuple(dict.fromkeys([*filter(None, [self.named]), *likely]))[:MOST_SUGGESTIONS]


def numbers_in(words: str) -> tuple[str, ...]:
    """The invoice numbers in a bank's words, as they are printed: `inv 2021 17` is INV-2021-000017. Each once."""
    found = (
        f"{prefix.upper()}-{year}-{sequence.lstrip('0') or '0':0>{USUAL_DIGITS}}"
        for prefix, year, sequence in NUMBER.findall(words)
    )
    return tuple(dict.fromkeys(found))


def propose(
    rows: Sequence[BankRow],
    invoices: Mapping[str, OpenInvoice],
    known: Collection[str] = frozenset(),
    *,
    today: date,
) -> list[Proposal]:
    """A proposal for each row. `invoices` by number: every one that a row names, and all that are still owed.

    `known` holds the keys of rows that earlier files had; `today` is the last day that a payment can be
    of. An invoice is proposed to the first row alone that names it.
    """
    by_amount = _by_amount(invoices.values())
    taken: set[str] = set()
    proposals = []
    for row in rows:
        proposal = _out_of_question(row, known, today) or _proposal(row, invoices, by_amount, taken)
        if proposal.doubt is None:
            taken.update(proposal.numbers)
        proposals.append(proposal)
    return proposals


def allocate(amount: Money, invoices: Sequence[OpenInvoice]) -> list[tuple[str, Money]]:
    """The amount over the invoices in their order: each gets what it still asks for, the last one what is left over.

    Those for which nothing is left are not named.
    """
    left, shares = amount, []
    for place, invoice in enumerate(invoices, start=1):
        share = left if place == len(invoices) else min(left, max(invoice.outstanding, ZERO))
        if share > 0:
            shares.append((invoice.number, share))
            left -= share
    return shares


def _out_of_question(row: BankRow, known: Collection[str], today: date) -> Proposal | None:
    """A row that no invoice needs to be looked for."""
    if row.day is None or row.amount is None:
        return Proposal(row, doubt=Doubt.UNREADABLE)
    if row.amount <= 0:
        return Proposal(row, doubt=Doubt.MONEY_OUT)
    if row.key in known:
        return Proposal(row, numbers_in(row.words), Doubt.KNOWN)
    return Proposal(row, numbers_in(row.words), Doubt.AHEAD) if row.day > today else None


def _proposal(
    row: BankRow,
    invoices: Mapping[str, OpenInvoice],
    by_amount: Mapping[Money, Sequence[OpenInvoice]],
    taken: Collection[str],
) -> Proposal:
    named, amount = numbers_in(row.words), row.amount or ZERO
    candidates = by_amount.get(amount, ())
    if not named:
        return Proposal(row, doubt=Doubt.SEVERAL if candidates else Doubt.NO_NUMBER, candidates=candidates)
    found = tuple(number for number in named if number in invoices)
    doubt = _doubt_of(amount, named, found, invoices, taken)
    return Proposal(row, named, doubt, found, candidates) if doubt else Proposal(row, found)


def _doubt_of(
    amount: Money,
    named: Sequence[str],
    found: Sequence[str],
    invoices: Mapping[str, OpenInvoice],
    taken: Collection[str],
) -> Doubt | None:
    if len(found) < len(named):
        return Doubt.UNKNOWN_NUMBER
    if any(number in taken for number in found):
        return Doubt.TWICE_IN_FILE
    if any(invoices[number].outstanding <= 0 for number in found):
        return Doubt.SETTLED
    owed = sum((invoices[number].outstanding for number in found), ZERO)
    if amount == owed:
        return None
    return Doubt.TOO_LITTLE if amount < owed else Doubt.TOO_MUCH


def _likeliest(row: BankRow, candidates: Iterable[OpenInvoice]) -> list[OpenInvoice]:
    """Those first whose customer the words of the bank speak of; else in the order of their numbers."""
    said = set(re.findall(r"\w{4,}", row.words.casefold()))

    def strangeness(invoice: OpenInvoice) -> tuple[int, str]:
        return -len(said & set(re.findall(r"\w{4,}", invoice.customer.casefold()))), invoice.number

    return sorted(candidates, key=strangeness)


def _by_amount(invoices: Iterable[OpenInvoice]) -> dict[Money, list[OpenInvoice]]:
    found: dict[Money, list[OpenInvoice]] = {}
    for invoice in invoices:
        if invoice.outstanding > 0:
            found.setdefault(invoice.outstanding, []).append(invoice)
    return found
