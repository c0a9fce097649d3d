"""The five things that need a decision."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from essex_portal.tracker.attention import FIRST, Concern, Question, first_to_decide
from essex_portal.tracker.states import RatingKind

ON, LATER = date(2021, 11, 10), date(2022, 1, 10)
OFF, SLIPPING, GOOD = RatingKind.OFF_TRACK, RatingKind.SLIPPING, RatingKind.ON_TRACK

URGENT = Question(1, ON, ON)
LATE = Question(2, LATER, ON)
UNDATED = Question(3, None, ON)
ROSY = Concern(4, OFF, GOOD)
OVERDUE = Concern(5, OFF, OFF, overdue_days=40)
JUST_OVERDUE = Concern(6, OFF, OFF, overdue_days=2)
HALF_ROSY = Concern(7, SLIPPING, GOOD)
UNOWNED = Concern(8, GOOD, GOOD, unowned=True)
SLIPS = Concern(9, SLIPPING, SLIPPING)
FINE = Concern(10, GOOD, GOOD)


@pytest.mark.parametrize(
    ("questions", "concerns", "order"),
    [
        ([], [], []),
        ([LATE, UNDATED, URGENT], [ROSY], [1, 2, 3, 4]),
        ([], [FINE, SLIPS], []),
        ([], [UNOWNED, HALF_ROSY, JUST_OVERDUE, OVERDUE, ROSY], [4, 5, 6, 7, 8]),
        ([URGENT, LATE, UNDATED], [UNOWNED, OVERDUE, ROSY], [1, 2, 3, 4, 5]),
        ([], [Concern(1, GOOD, OFF)], [1]),
    ],
)
def test_questions_come_first_then_the_worst_trouble(questions, concerns, order):
    assert [one.key for one in first_to_decide(questions, concerns)] == order


KINDS = st.sampled_from(list(RatingKind))
CONCERNS = st.builds(
    Concern, st.integers(), KINDS, st.none() | KINDS, overdue_days=st.integers(0, 400), unowned=st.booleans()
)
QUESTIONS = st.builds(Question, st.integers(), st.none() | st.just(ON) | st.just(LATER), st.just(ON))


@given(st.lists(QUESTIONS, max_size=8), st.lists(CONCERNS, max_size=8))
def test_no_asked_question_waits_behind_an_action(questions, concerns):
    found = first_to_decide(questions, concerns)
    assert len(found) <= FIRST
    assert len([one for one in found if isinstance(one, Question)]) == min(FIRST, len(questions))
    assert all(one.is_trouble for one in found if isinstance(one, Concern))
