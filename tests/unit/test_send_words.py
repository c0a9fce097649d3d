"""How a workstream stands, and how grave a risk is, in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from essex_portal.tracker.states import RatingKind
from send.risk_words import gravity
from send.standing import PLAIN, TONES, WORST_FIRST, proposed
from send.states import Standing


@pytest.mark.parametrize(
    ("kinds", "standing", "words"),
    [
        ([], Standing.NOT_YET, "Nothing has begun yet."),
        (["not_due"], Standing.NOT_YET, "1 action: 1 not due yet."),
        (["complete", "complete"], Standing.DONE, "2 actions: 2 done."),
        (["complete", "on_track"], Standing.ON_TRACK, "2 actions: 1 on track, 1 done."),
        (
            ["on_track", "off_track", "not_due", "slipping"],
            Standing.OFF_TRACK,
            "4 actions: 1 not going as promised, 1 later than promised, 1 on track, 1 not due yet.",
        ),
    ],
)
def test_the_worst_action_speaks_for_the_workstream(kinds, standing, words):
    assert proposed(kinds) == (standing, words)


@given(st.lists(st.sampled_from(RatingKind.values), max_size=9))
def test_no_action_stands_worse_than_what_is_proposed(kinds):
    standing, words = proposed(kinds)
    assert all(WORST_FIRST.index(PLAIN[kind]) >= WORST_FIRST.index(standing) for kind in kinds)
    assert words.startswith(f"{len(kinds)} action") or not kinds


def test_every_rating_has_plain_words_and_every_standing_a_tone():
    assert set(PLAIN) == set(RatingKind.values)
    assert set(TONES) == set(Standing.values) == set(WORST_FIRST)


@pytest.mark.parametrize(("score", "words"), [(1, "Low"), (7, "Low"), (8, "Medium"), (14, "Medium"), (15, "High")])
def test_gravity(score, words):
    assert gravity(score)[0] == words
