"""Spans of days, and whether a school can be in a partnership: a table of cases and properties."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerships.contacts import Freshness, freshness, is_to_be_asked
from partnerships.membership import ClashKind, Held, Span, Wanted, clash_of

SEP, NOV, JAN, APR = date(2021, 9, 1), date(2021, 11, 1), date(2022, 1, 1), date(2022, 4, 1)


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        (Span(SEP, NOV), Span(NOV, JAN), False),  # the day after the last is no day of it
        (Span(SEP, NOV), Span(date(2021, 10, 31), JAN), True),
        (Span(SEP), Span(JAN), True),
        (Span(SEP, JAN), Span(NOV), True),
        (Span(JAN), Span(SEP, NOV), False),
    ],
)
def test_spans_meet_when_they_share_a_day(one, other, meet):
    assert one.overlaps(other) is meet
    assert other.overlaps(one) is meet


@pytest.mark.parametrize("until", [SEP, date(2021, 8, 31)])
def test_a_span_that_runs_backwards_is_none(until):
    with pytest.raises(ValueError, match="at least one day"):
        Span(SEP, until)


days = st.dates(date(2020, 1, 1), date(2021, 12, 31))
spans = st.builds(
    lambda first, length: Span(first, first + timedelta(days=length) if length else None), days, st.integers(0, 500)
)


@given(spans, spans)
def test_spans_overlap_exactly_when_the_later_first_day_is_in_both(one, other):
    day = max(one.first, other.first)
    assert one.overlaps(other) is (day in one and day in other)


def held(partnership: int, only_one_of: str, span: Span) -> Held:
    return Held(partnership, f"Partnership {partnership}", "A kind", only_one_of, span)


@pytest.mark.parametrize(
    ("wanted", "there", "kind"),
    [
        (Wanted(1, "", Span(SEP)), [], None),
        (Wanted(1, "", Span(SEP)), [held(1, "", Span(NOV))], ClashKind.SAME),
        (Wanted(1, "", Span(SEP, NOV)), [held(1, "", Span(NOV))], None),
        (Wanted(1, "", Span(SEP)), [held(2, "", Span(SEP))], None),
        (Wanted(1, "trust", Span(SEP)), [held(2, "trust", Span(SEP))], ClashKind.EXCLUSIVE),
        (Wanted(1, "trust", Span(SEP)), [held(2, "federation", Span(SEP))], None),
        (Wanted(1, "trust", Span(JAN)), [held(2, "trust", Span(SEP, JAN))], None),
        (Wanted(1, "trust", Span(JAN)), [held(2, "trust", Span(SEP)), held(1, "trust", Span(APR))], ClashKind.SAME),
    ],
)
def test_what_stands_in_the_way(wanted, there, kind):
    clash = clash_of(wanted, there)
    assert (clash and clash.kind) == kind


@given(spans, st.lists(spans, max_size=4))
def test_a_cluster_never_stands_in_another_ones_way(span, others):
    there = [held(number, "", one) for number, one in enumerate(others, start=2)]
    assert clash_of(Wanted(1, "", span), there) is None


@pytest.mark.parametrize(
    ("confirmed_on", "in_doubt", "expected"),
    [
        (date(2021, 11, 10), False, Freshness.CONFIRMED),
        (date(2020, 12, 8), False, Freshness.TO_CONFIRM),  # 28 days before the year is over
        (date(2020, 12, 9), False, Freshness.CONFIRMED),
        (date(2020, 11, 10), False, Freshness.STALE),
        (date(2020, 11, 11), False, Freshness.TO_CONFIRM),
        (date(2021, 11, 9), True, Freshness.IN_DOUBT),
    ],
)
def test_how_old_a_contact_is(confirmed_on, in_doubt, expected):
    assert freshness(confirmed_on=confirmed_on, today=date(2021, 11, 10), in_doubt=in_doubt) == expected


@given(st.dates(date(2020, 1, 1), date(2022, 1, 1)), st.dates(date(2021, 1, 1), date(2023, 1, 1)))
def test_whoever_is_asked_has_not_just_confirmed(confirmed_on, today):
    asked = is_to_be_asked(confirmed_on=confirmed_on, asked_on=None, today=today)
    assert asked == (freshness(confirmed_on=confirmed_on, today=today) != Freshness.CONFIRMED)
    assert not is_to_be_asked(confirmed_on=confirmed_on, asked_on=max(today, confirmed_on), today=today)
