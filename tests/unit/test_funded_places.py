"""Who may apply for funded places, who gets them, and the money: tables of cases, and what always holds."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerships.funded_places import (
    Answer,
    Ranked,
    School,
    Terms,
    may_apply,
    money_row,
    reasons,
    who_gets_places,
)

HUB = Terms(area="Tendring", districts=frozenset({"Tendring"}), phases=("Primary",), oldest=4)
PRIMARY = School(
    is_open=True, district="Tendring", phase="Primary", type_name="Community school", low_age=3, high_age=11
)


def changed(**facts: object) -> School:
    return School(**{**vars(PRIMARY), **facts})


@pytest.mark.parametrize(
    ("school", "answers"),
    [
        (PRIMARY, "yes yes yes yes"),
        (changed(is_open=False), "no yes yes yes"),
        (changed(district="Colchester"), "yes no yes yes"),
        (changed(district=""), "yes unknown yes yes"),
        (changed(phase="Secondary"), "yes yes no yes"),
        (changed(phase=""), "yes yes unknown yes"),
        (changed(low_age=4), "yes yes yes yes"),
        (changed(low_age=5), "yes yes yes no"),
        (changed(low_age=None), "yes yes yes unknown"),
    ],
)
def test_each_condition_of_an_offer_has_its_answer(school: School, answers: str) -> None:
    found = reasons(HUB, school)
    assert [reason.answer for reason in found] == answers.split()
    assert may_apply(found) == ("no" not in answers.split())


@pytest.mark.parametrize(
    ("terms", "asked", "answer"),
    [
        (Terms(youngest=14, oldest=16), "Takes pupils aged 14 to 16", Answer.NO),
        (Terms(youngest=11), "Takes pupils aged 11 or older", Answer.YES),
        (Terms(oldest=3), "Takes pupils aged 3 or younger", Answer.YES),
        (Terms(types=("Free school", "Community school")), "Type: Free school or Community school", Answer.YES),
        (Terms(types=("Free school",)), "Type: Free school", Answer.NO),
    ],
)
def test_a_condition_is_said_in_words(terms: Terms, asked: str, answer: Answer) -> None:
    _, reason = reasons(terms, PRIMARY)
    assert (reason.asked, reason.answer) == (asked, answer)


@pytest.mark.parametrize(
    ("ranked", "left", "chosen"),
    [
        ([(1, 2, 1), (2, 1, 1), (3, 3, 1)], 2, [2, 1]),
        ([(1, 1, 3), (2, 2, 1)], 2, [2]),  # who needs more than is left keeps its rank
        ([(1, 1, 3), (2, 2, 1)], None, [1, 2]),
        ([(1, 1, 1)], 0, []),
        ([], 5, []),
    ],
)
def test_places_go_by_rank(ranked: list[tuple[int, int, int]], left: int | None, chosen: list[int]) -> None:
    assert who_gets_places([Ranked(*one) for one in ranked], left) == chosen


LISTS = st.lists(st.integers(1, 6), max_size=12).map(
    lambda sizes: [Ranked(key=at, rank=at + 1, places=size) for at, size in enumerate(sizes)]
)


@given(LISTS, st.integers(0, 20))
def test_never_more_than_there_are_and_nobody_left_out_who_fits(ranked: list[Ranked], left: int) -> None:
    chosen = who_gets_places(ranked, left)
    rest = left - sum(one.places for one in ranked if one.key in chosen)
    assert rest >= 0
    assert all(one.places > rest for one in ranked if one.key not in chosen)
    assert chosen == sorted(chosen)


@given(st.integers(0, 9999), st.integers(1, 300), st.data())
def test_the_money_of_an_offer_adds_up(each: int, places: int, data: st.DataObject) -> None:
    committed = data.draw(st.integers(0, places))
    accepted = data.draw(st.integers(0, committed))
    row = money_row(each=Decimal(each), places=places, committed_places=committed, accepted_places=accepted)
    assert row.left is not None
    assert row.committed + row.left == row.budget
    assert row.accepted <= row.committed


def test_an_offer_without_a_limit_has_no_budget() -> None:
    row = money_row(each=Decimal(770), places=None, committed_places=3, accepted_places=2)
    assert (row.budget, row.left, row.committed, row.accepted) == (None, None, Decimal("2310.00"), Decimal("1540.00"))


@pytest.mark.parametrize(("committed", "accepted"), [(3, 1), (1, 2)])
def test_more_than_there_is_is_refused(committed: int, accepted: int) -> None:
    with pytest.raises(ValueError, match="More places"):
        money_row(each=Decimal(1), places=2, committed_places=committed, accepted_places=accepted)
