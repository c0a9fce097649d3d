"""The money of funded places as a picture and as CSV."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.safestring import SafeString

from essex_portal.money import ZERO, Money, pounds
from essex_portal.ui.charts import Series, stacked_bar_chart
from essex_portal.ui.sheets import csv_lines
from partnerships.queries.offers import OfferMoneyRow

HEADINGS = {
    "Programme": 30,
    "Offer": 40,
    "Area": 16,
    "State": 12,
    "Money for": 40,
    "Each": 11,
    "Places": 9,
    "Awarded or accepted": 12,
    "Accepted": 9,
    "Budget": 12,
    "Committed": 12,
    "Accepted money": 12,
    "Left": 12,
}


def money_chart(report: Sequence[OfferMoneyRow]) -> SafeString | str:
    """What is accepted, promised and left of each offer with money and a limit; nothing without such an offer."""
    shown = [row for row in report if row.money.left is not None and row.money.each]
    if not shown:
        return ""
    return stacked_bar_chart(
        key="funded-places",
        title="Money of funded places",
        description="For each offer what schools have accepted, what waits for their answer and what is left.",
        categories=[row.offer.title for row in shown],
        series=[
            Series("Accepted", [row.money.accepted for row in shown]),
            Series("Waits for an answer", [row.money.committed - row.money.accepted for row in shown]),
            Series("Left", [row.money.left or ZERO for row in shown]),
        ],
        words=lambda value: pounds(Money(value)),
    )


def money_csv(report: Sequence[OfferMoneyRow]) -> str:
    """A line for each part of an offer's money, and one for an offer without money."""
    return "".join(csv_lines(HEADINGS, [line for row in report for line in _lines(row)]))


def _lines(row: OfferMoneyRow) -> Iterator[tuple[Any, ...]]:
    for purpose, each in [(part.purpose, part.amount) for part in row.parts] or [("", ZERO)]:
        yield (*_about(row), purpose, each, *_places(row), *_sums(row, each))


def _about(row: OfferMoneyRow) -> tuple[Any, ...]:
    offer = row.offer
    return offer.programme, offer.title, str(offer.quadrant or "County"), offer.get_state_display()


def _places(row: OfferMoneyRow) -> tuple[Any, ...]:
    return row.offer.places or "No limit", row.committed_places, row.accepted_places


def _sums(row: OfferMoneyRow, each: Money) -> tuple[Any, ...]:
    limit = row.offer.places
    budget = "" if limit is None else each * limit
    left = "" if limit is None else each * (limit - row.committed_places)
    return budget, each * row.committed_places, each * row.accepted_places, left
