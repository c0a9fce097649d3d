"""Small numbers are withheld, and so are those from which one could be worked out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from send.withholding import LEAST, Shown, withhold

COUNTS = st.lists(st.integers(0, 6) | st.integers(0, 5000), max_size=6)


@pytest.mark.parametrize(
    ("counts", "shown", "total"),
    [
        ([31, 27, 24], (31, 27, 24), 82),
        ([], (), 0),
        ([31, 27, 24, 3], (31, 27, None, None), 85),
        ([5, 5], (5, 5), 10),
        ([4], (None,), None),
        ([4, 4, 30], (None, None, 30), 38),
        ([0, 0, 30], (None, None, None), 30),
        ([0, 0], (None, None), None),
        ([2, 1], (None, None), None),
        ([1, 6, 6, 9], (None, None, 6, 9), 22),
    ],
)
def test_what_may_be_shown(counts, shown, total):
    assert withhold(counts) == Shown(shown, total)


@given(COUNTS)
def test_nothing_small_is_shown_or_follows_from_what_is(counts):
    seen = withhold(counts)
    hidden = [count for count, shown in zip(counts, seen.counts, strict=True) if shown is None]
    assert all(shown in (None, count) for count, shown in zip(counts, seen.counts, strict=True))
    assert all(shown is None or shown >= LEAST for shown in seen.counts)
    assert seen.total in (None, sum(counts))
    if hidden and seen.total is not None:
        missing = seen.total - sum(shown for shown in seen.counts if shown is not None)
        assert len(hidden) >= 2, "a single gap is the total less the rest"
        assert missing == sum(hidden) >= LEAST, "what is missing would itself be a small number"


@given(COUNTS)
def test_no_more_is_withheld_than_needed(counts):
    seen = withhold(counts)
    if all(count >= LEAST for count in counts):
        assert seen == Shown(tuple(counts), sum(counts))
    over = [count for count, shown in zip(counts, seen.counts, strict=True) if shown is None and count >= LEAST]
    small = [count for count in counts if count < LEAST]
    if over:
        before = len(small) + len(over) - 1
        assert before < 2 or sum(small) + sum(over) - max(over) < LEAST
