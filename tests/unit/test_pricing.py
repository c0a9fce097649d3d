"""The prices of facts/traded_assessment.yaml: each row, each worked example, and what a line says."""

from dataclasses import replace
from datetime import date

import pytest

from tests.factories.pricing import (
    ESSEX_ACADEMY,
    ESSEX_COMMUNITY,
    ON,
    OUTSIDE_SCOPE,
    PACKAGE,
    SUBSCRIPTION,
    SUFFOLK_PRIMARY,
    TABLE,
    THURROCK_ACADEMY,
    event,
    priced,
    school,
    session,
)
from traded_assessment.pricing import AlreadySubscribed, Customer, NoPriceList, Wanted, quote
from traded_assessment.pricing.facts import Part
from traded_assessment.states import Product, Tier


@pytest.mark.parametrize(
    ("customer", "tier", "subscription", "single"),
    [
        (ESSEX_COMMUNITY, Tier.ESSEX_MAINTAINED, 315, 55),
        (ESSEX_ACADEMY, Tier.ESSEX_ACADEMY, 395, 65),
        (SUFFOLK_PRIMARY, Tier.OUTSIDE_ESSEX, 495, 75),
        (THURROCK_ACADEMY, Tier.OUTSIDE_ESSEX, 495, 75),
        (school(882, 2), Tier.OUTSIDE_ESSEX, 495, 75),
    ],
)
def test_each_package_row(customer: Customer, tier: Tier, subscription: int, single: int) -> None:
    assert priced(customer, SUBSCRIPTION).gross == subscription
    assert priced(customer, session()).gross == single
    assert priced(customer, session()).tier == tier


@pytest.mark.parametrize(
    ("customer", "subscriber", "first", "further"),
    [
        (ESSEX_COMMUNITY, True, 40, 10),
        (ESSEX_ACADEMY, True, 40, 10),
        (ESSEX_COMMUNITY, False, 60, 15),
        (ESSEX_ACADEMY, False, 60, 15),
        (SUFFOLK_PRIMARY, True, 50, 20),
        (THURROCK_ACADEMY, False, 70, 25),
    ],
)
def test_each_event_row(customer: Customer, subscriber: bool, first: int, further: int) -> None:
    lines = priced(customer, event(3), subscriber=subscriber).lines
    assert [(line.quantity, line.unit_price) for line in lines] == [(1, first), (2, further)]


@pytest.mark.parametrize(
    ("customer", "subscriber", "wanted", "pays"),
    [
        (ESSEX_COMMUNITY, False, [session(2)], 55),
        (ESSEX_COMMUNITY, False, [session(3)], 110),
        (ESSEX_COMMUNITY, True, [session(2)], 0),
        (ESSEX_ACADEMY, True, [session(3)], 65),
        (ESSEX_ACADEMY, True, [event(3)], 60),
        (THURROCK_ACADEMY, False, [event(1)], 70),
        (SUFFOLK_PRIMARY, True, [event(4)], 110),
        (ESSEX_COMMUNITY, False, [SUBSCRIPTION, event(1)], 355),
        # domain.md B3
        (THURROCK_ACADEMY, False, [event(3)], 120),
        (ESSEX_COMMUNITY, False, [event(1)], 60),
    ],
)
def test_worked_examples(customer: Customer, subscriber: bool, wanted: list[Wanted], pays: int) -> None:
    assert priced(customer, *wanted, subscriber=subscriber).gross == pays


def test_covered_places_are_a_line_of_their_own() -> None:
    covered, blocks = priced(ESSEX_ACADEMY, session(3), subscriber=True).lines
    assert (covered.part, covered.quantity, covered.net) == (Part.COVERED, 2, 0)
    assert covered.description.endswith("covered by your subscription, 0 of 2 places left")
    assert (blocks.part, blocks.quantity, blocks.net) == (Part.BLOCKS, 1, 65)


def test_one_covered_place_leaves_one() -> None:
    (line,) = priced(ESSEX_ACADEMY, session(1), subscriber=True).lines
    assert line.description.endswith("1 of 2 places left")


def test_places_used_before_are_not_free_again() -> None:
    assert priced(ESSEX_ACADEMY, session(2), subscriber=True, used={10: 1}).gross == 65
    assert priced(ESSEX_ACADEMY, session(2), subscriber=True, used={10: 2}).gross == 65
    assert priced(ESSEX_ACADEMY, session(2), subscriber=True, used={11: 2}).gross == 0


def test_the_eleventh_session_is_not_covered_but_the_tenth_is() -> None:
    used = dict.fromkeys(range(100, 109), 2)
    assert priced(ESSEX_ACADEMY, session(2, 10), subscriber=True, used=used).gross == 0
    assert priced(ESSEX_ACADEMY, session(2, 10), session(2, 11), subscriber=True, used=used).gross == 65
    assert priced(ESSEX_ACADEMY, session(1, 100), subscriber=True, used={**used, 100: 1, 109: 2}).gross == 0


def test_a_subscription_covers_its_own_year_only() -> None:
    next_year = replace(PACKAGE, id=2)
    wanted = [replace(session(), package=next_year), replace(event(), package=next_year)]
    assert priced(ESSEX_COMMUNITY, *wanted, subscriber=True).gross == 55 + 60
    assert priced(ESSEX_COMMUNITY, replace(session(), package=None), subscriber=True).gross == 55


def test_first_is_not_paid_twice() -> None:
    assert priced(ESSEX_COMMUNITY, event(1, first_already_paid=True)).gross == 15
    assert priced(ESSEX_COMMUNITY, event(1, 20), event(2, 20)).gross == 60 + 2 * 15
    assert priced(ESSEX_COMMUNITY, event(1, 20), event(1, 21)).gross == 60 + 60
    assert priced(ESSEX_COMMUNITY, event(1, None), event(1, None)).gross == 60 + 60


def test_two_lines_for_one_session_share_its_block() -> None:
    found = priced(ESSEX_COMMUNITY, session(1), session(1))
    assert found.gross == 55
    assert found.lines[1].quantity == 0
    assert "a place left in a block of this order" in found.lines[1].rule


def test_block_size_is_data() -> None:
    table = replace(TABLE, staff_per_block=3)
    assert quote(ESSEX_COMMUNITY, [session(3)], table, [OUTSIDE_SCOPE], on=ON, held={}).gross == 55


@pytest.mark.parametrize(
    ("subscriber", "wanted"), [(True, [SUBSCRIPTION]), (False, [SUBSCRIPTION, session(), SUBSCRIPTION])]
)
def test_one_subscription_a_year(subscriber: bool, wanted: list[Wanted]) -> None:
    with pytest.raises(AlreadySubscribed) as refused:
        priced(ESSEX_COMMUNITY, *wanted, subscriber=subscriber)
    assert refused.value.wanted == len(wanted) - 1


@pytest.mark.parametrize(
    ("wanted", "rules"),
    [
        (SUBSCRIPTION, ["Price list 2021/22, version 1: Essex academy, subscription £395"]),
        (
            session(3),
            [
                "Price list 2021/22, version 1: Essex academy, single session for up to 2 staff £65; "
                "3 members of staff: 2 × £65"
            ],
        ),
        (
            event(3),
            [
                "Price list 2021/22, version 1: Essex events, no subscription, first member of staff £60",
                "Price list 2021/22, version 1: Essex events, no subscription, "
                "each further member of staff £15; 2 × £15",
            ],
        ),
    ],
)
def test_each_line_names_row_and_arithmetic(wanted: Wanted, rules: list[str]) -> None:
    assert [line.rule for line in priced(ESSEX_ACADEMY, wanted).lines] == rules


def test_nobody_is_refused_before_it_is_priced() -> None:
    with pytest.raises(ValueError, match="staff must be 1 or more"):
        session(0)
    with pytest.raises(ValueError, match="bought for a package"):
        Wanted(Product.SUBSCRIPTION, "Subscription")


def test_no_price_list() -> None:
    with pytest.raises(NoPriceList, match="No price list covers 1 August 2021"):
        quote(ESSEX_COMMUNITY, [session()], None, [OUTSIDE_SCOPE], on=date(2021, 8, 1), held={})
