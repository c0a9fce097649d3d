"""Statements: entries in, a running balance out."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from traded_assessment.statements import Entry, statement_of

FIRST, LAST = date(2021, 4, 1), date(2022, 3, 31)


def entry(day, amount, rank=0, number="INV-1"):
    return Entry(day, rank, number, "words", Decimal(amount))


def test_what_came_before_is_the_opening_and_what_comes_after_is_left_out():
    entries = [
        entry(date(2022, 4, 1), 99),
        entry(FIRST - timedelta(1), 60),
        entry(LAST, -15, rank=2),
        entry(FIRST, 40),
    ]
    statement = statement_of(entries, FIRST, LAST)
    assert statement.opening == 60
    assert [(row.entry.on, row.balance) for row in statement.rows] == [(FIRST, 100), (LAST, 85)]
    assert (statement.closing, statement.charged, statement.taken_off) == (85, 40, 15)


def test_of_one_day_what_is_asked_for_comes_first():
    statement = statement_of([entry(FIRST, -60, rank=2), entry(FIRST, 60)], FIRST, LAST)
    assert [row.balance for row in statement.rows] == [60, 0]


def test_an_empty_period_keeps_its_opening():
    statement = statement_of([entry(FIRST - timedelta(1), 60)], FIRST, LAST)
    assert (statement.rows, statement.opening, statement.closing) == ((), 60, 60)


@given(
    st.lists(st.tuples(st.integers(0, 700), st.integers(-500, 500), st.integers(0, 4))),
    st.integers(0, 700),
    st.integers(0, 700),
)
def test_it_always_adds_up(found, one, other):
    start = date(2020, 9, 1)
    entries = [entry(start + timedelta(day), amount, rank) for day, amount, rank in found]
    first_on, last_on = start + timedelta(min(one, other)), start + timedelta(max(one, other))
    statement = statement_of(entries, first_on, last_on)
    assert statement.closing == sum(entry.amount for entry in entries if entry.on <= last_on)
    assert statement.opening + statement.charged - statement.taken_off == statement.closing
    assert len(statement.rows) == sum(first_on <= entry.on <= last_on for entry in entries)
    assert [row.entry.on for row in statement.rows] == sorted(row.entry.on for row in statement.rows)
