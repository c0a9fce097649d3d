"""What a new price list changes, price by price."""

from dataclasses import replace
from decimal import Decimal

from tests.factories.pricing import TABLE
from traded_assessment.pricing import EventRow
from traded_assessment.pricing.comparison import ROWS, compare, row_words
from traded_assessment.states import Area, Tier


def test_every_price_once_and_no_change():
    changes = compare(TABLE, TABLE)
    assert len(changes) == 2 * len(ROWS) == 14
    assert not any(change.is_change for change in changes)


def test_a_change_says_what_whose_and_how_much():
    cheaper = replace(TABLE, events=TABLE.events | {(Area.OUTSIDE_ESSEX, False): EventRow(Decimal(65), Decimal(25))})
    [change] = [change for change in compare(TABLE, cheaper) if change.is_change]
    assert (change.customer, change.what) == ("Outside Essex, no subscription", "Event, first person")
    assert (change.before, change.after, change.difference) == (70, 65, -5)


def test_a_first_list_has_nothing_before():
    changes = compare(None, TABLE)
    assert all(change.before is None and change.is_change for change in changes)
    assert changes[0].difference == 315


def test_rows_are_named():
    assert row_words(Tier.ESSEX_ACADEMY) == "Essex academy"
    assert row_words((Area.ESSEX, True)) == "Essex, subscriber"
