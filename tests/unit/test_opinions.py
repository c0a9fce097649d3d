"""What several colleagues think of one statement."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerships.opinions import Opinions


@pytest.mark.parametrize(
    ("answers", "count", "spread", "unanimous", "disagree"),
    [
        ([], 0, 0, None, False),
        ([(3, False)], 1, 0, None, False),  # one alone is no agreement
        ([(3, False), (3, False)], 2, 0, 3, False),
        ([(3, False), (3, False), (None, True)], 3, 0, None, False),
        ([(2, False), (3, False)], 2, 1, None, False),
        ([(1, False), (3, False)], 2, 2, None, True),
        ([(None, False)], 0, 0, None, False),  # words alone say no opinion
    ],
)
def test_opinions(answers, count, spread, unanimous, disagree):
    found = Opinions.of(answers)
    assert (found.count, found.spread, found.unanimous, found.disagree) == (count, spread, unanimous, disagree)


@given(st.lists(st.sampled_from([(1, False), (2, False), (3, False), (4, False), (None, True), (None, False)])))
def test_nobody_is_lost_and_nobody_agrees_and_differs_at_once(answers):
    found = Opinions.of(answers)
    assert found.count == sum(level is not None or dont_know for level, dont_know in answers)
    assert not (found.unanimous and found.disagree)
    assert found.lowest is None or 1 <= found.lowest <= found.highest <= 4
