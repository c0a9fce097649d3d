"""What became of promises between two meetings of a board."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from essex_portal.tracker.comparing import Change, Part, Promise, Slip, compare, reworded
from essex_portal.tracker.states import Stage

JULY, SEPTEMBER, DECEMBER = date(2022, 7, 22), date(2022, 9, 30), date(2022, 12, 16)
S, R, A = Change.SAME, Change.REMOVED, Change.ADDED


def promise(**facts) -> Promise:
    usual = {"key": 1, "reference": "EHC-1", "stage": Stage.UNDER_WAY, "due_on": JULY}
    return Promise(**usual | facts)


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("Review the process", "Review the process", [(S, "Review the process")]),
        ("Train all settings", "Train some settings", [(S, "Train"), (R, "all"), (A, "some"), (S, "settings")]),
        ("", "Train settings", [(A, "Train settings")]),
        ("Train settings", "", [(R, "Train settings")]),
        ("Train settings in Essex", "Train settings", [(S, "Train settings"), (R, "in Essex")]),
        ("Two  spaces", "Two spaces", [(S, "Two spaces")]),
        ("", "", []),
    ],
)
def test_a_wording_is_compared_word_by_word(before, after, pieces):
    assert [(piece.change, piece.words) for piece in reworded(before, after)] == pieces


WORDS = st.lists(st.sampled_from(["plan", "plans", "train", "all", "settings", "by", "July"]), max_size=12).map(
    " ".join
)


@given(WORDS, WORDS)
def test_the_pieces_make_both_wordings(before, after):
    pieces = reworded(before, after)
    assert " ".join(piece.words for piece in pieces if piece.change != A) == before
    assert " ".join(piece.words for piece in pieces if piece.change != R) == after


@pytest.mark.parametrize(
    ("before", "after", "lists"),
    [
        (promise(), promise(), {"kept"}),
        (promise(), promise(stage=Stage.COMPLETE), {"kept", "finished"}),
        (promise(), promise(due_on=DECEMBER), {"slipped"}),
        (promise(due_on=DECEMBER), promise(), {"brought_forward"}),
        (promise(wording={"What": "Train all"}), promise(wording={"What": "Train some"}), {"reworded"}),
        (promise(parts=(Part("m1", "Pilot"),)), promise(parts=(Part("m1", "Small pilot"),)), {"reworded"}),
        (promise(parts=(Part("m1", "Pilot"),)), promise(), {"lessened"}),
        (promise(), promise(stage=Stage.DROPPED), {"dropped"}),
        (promise(), promise(stage=Stage.DROPPED, reason="Paid for by the NHS"), {"dropped"}),
        (promise(), promise(stage=Stage.DROPPED, decided=True), {"dropped"}),
        (promise(), None, {"dropped"}),
        (None, promise(), {"new"}),
        (promise(stage=Stage.DROPPED), promise(stage=Stage.DROPPED), set()),
        (promise(stage=Stage.DROPPED), promise(), {"kept"}),
    ],
)
def test_each_promise_stands_in_the_lists_that_tell_what_became_of_it(before, after, lists):
    found = compare([before] if before else [], [after] if after else [])
    names = ("kept", "finished", "slipped", "brought_forward", "reworded", "dropped", "lessened", "new")
    assert {name for name in names if getattr(found, name)} == lists


PILOT = (Part("m1", "Pilot"),)


@pytest.mark.parametrize(
    ("before", "after", "quiet"),
    [
        (promise(), promise(), False),
        (promise(), promise(due_on=DECEMBER), False),
        (promise(), promise(stage=Stage.DROPPED, reason="Paid for by the NHS"), True),
        (promise(), promise(stage=Stage.DROPPED, decided=True), False),
        (promise(decided=True), promise(stage=Stage.DROPPED, decided=True), True),
        (promise(parts=PILOT), promise(), True),
        (promise(parts=PILOT), promise(decided=True), False),
        (promise(), None, True),
    ],
)
def test_what_is_given_up_without_a_decision_is_quiet(before, after, quiet):
    [finding] = compare([before], [after] if after else []).findings
    assert finding.is_quiet == quiet


@pytest.mark.parametrize(
    ("days", "slip"),
    [
        ([], Slip(JULY, DECEMBER, 1)),
        ([JULY, SEPTEMBER, DECEMBER], Slip(JULY, DECEMBER, 2)),
        ([JULY, DECEMBER, SEPTEMBER, DECEMBER], Slip(JULY, DECEMBER, 2)),
        ([None, SEPTEMBER], Slip(JULY, DECEMBER, 2)),
    ],
)
def test_a_day_that_was_put_off_says_how_often(days, slip):
    [finding] = compare([promise()], [promise(due_on=DECEMBER)], {1: days}).findings
    assert finding.slip == slip


def test_a_day_that_was_put_off_and_brought_back_still_counts_as_put_off():
    [finding] = compare([promise()], [promise()], {1: [JULY, DECEMBER, JULY]}).slipped
    assert (finding.slip.days, finding.slip.times) == (0, 1)


PROMISES = st.builds(
    Promise,
    key=st.integers(0, 5),
    reference=st.just("EHC-1"),
    stage=st.sampled_from(list(Stage)),
    due_on=st.none() | st.integers(0, 300).map(lambda days: JULY + timedelta(days)),
    wording=WORDS.map(lambda words: {"What": words}),
)
SETS = st.lists(PROMISES, max_size=6, unique_by=lambda promise: promise.key)


@given(SETS, SETS)
def test_nothing_that_was_open_is_lost_between_two_meetings(before, after):
    found = compare(before, after)
    still_open = {promise.key for promise in before if promise.stage not in {Stage.COMPLETE, Stage.DROPPED}}
    assert still_open <= {finding.promise.key for finding in found.findings}
    for finding in found.findings:
        lists = (
            found.kept,
            found.slipped,
            found.brought_forward,
            found.reworded,
            found.dropped,
            found.lessened,
            found.new,
        )
        assert any(finding in one for one in lists)


@given(SETS)
def test_nothing_became_of_what_stayed_as_it_was(promises):
    found = compare(promises, promises)
    assert list(found.findings) == found.kept
