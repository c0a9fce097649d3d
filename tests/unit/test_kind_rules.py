"""Kinds of which a school has one at a time: from when on, and who would be in two."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerships.membership import Held, KindRule, Span, exclusive_days, in_two

JAN, SEP, DEC = date(2021, 1, 1), date(2021, 9, 1), date(2021, 12, 1)
ALWAYS = Span(date.min)


@pytest.mark.parametrize(
    ("before", "exclusive", "from_on", "expected"),
    [
        (None, True, SEP, Span(SEP)),
        (None, False, SEP, None),
        (ALWAYS, True, SEP, ALWAYS),
        (Span(SEP), True, JAN, Span(JAN)),
        (Span(JAN, SEP), True, SEP, Span(JAN)),
        (Span(JAN, SEP), True, DEC, Span(DEC)),
        (ALWAYS, False, SEP, Span(date.min, SEP)),
        (Span(JAN), False, SEP, Span(JAN, SEP)),
        (Span(JAN, SEP), False, DEC, Span(JAN, SEP)),
        (Span(SEP), False, SEP, None),
        (Span(SEP), False, JAN, None),
    ],
)
def test_the_days_before_stay_as_they_were(before, exclusive, from_on, expected):
    assert exclusive_days(before, exclusive=exclusive, from_on=from_on) == expected


@pytest.mark.parametrize(
    ("rule", "span", "code"),
    [
        (KindRule("trust"), Span(SEP), ""),
        (KindRule("trust", ALWAYS), Span(SEP), "trust"),
        (KindRule("trust", Span(SEP)), Span(JAN, SEP), ""),
        (KindRule("trust", Span(SEP)), Span(JAN, DEC), "trust"),
        (KindRule("trust", Span(JAN, SEP)), Span(SEP), ""),
    ],
)
def test_a_membership_carries_the_code_where_one_of_its_days_excludes(rule, span, code):
    assert rule.only_one_of(span) == code


def held(partnership, span):
    return Held(partnership, f"Partnership {partnership}", "", "", span)


@pytest.mark.parametrize(
    ("memberships", "clash"),
    [
        ([], False),
        ([held(1, Span(JAN))], False),
        ([held(1, Span(JAN, SEP)), held(2, Span(SEP))], False),
        ([held(1, Span(JAN, DEC)), held(2, Span(SEP))], True),
        ([held(1, Span(date(2020, 1, 1), JAN)), held(2, Span(date(2020, 1, 1), JAN))], False),  # all of it before
        ([held(1, Span(SEP)), held(1, Span(SEP))], False),  # the same partnership is another rule's
    ],
)
def test_in_two_from_january_on(memberships, clash):
    assert bool(in_two(memberships, Span(JAN))) == clash


days = st.integers(0, 8).map(lambda number: date(2021, 1, 1 + number))
spans = st.builds(lambda first, length: Span(first, date(2021, 1, first.day + length)), days, st.integers(1, 8))


@given(spans, spans, spans)
def test_two_that_carry_the_code_and_overlap_share_a_day_that_excludes(one, other, exclusive):
    """The database compares the codes and the days of the memberships alone."""
    rule = KindRule("trust", exclusive)
    refused = bool(rule.only_one_of(one) and rule.only_one_of(other) and one.overlaps(other))
    shared = [day for day in range(1, 32) if all(date(2021, 1, day) in span for span in (one, other, exclusive))]
    assert refused == bool(shared)
    assert refused == bool(in_two([held(1, one), held(2, other)], exclusive))
