"""When a subscription would cost less than single sessions, and what it takes over. Source: domain.md B3."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.oracle.prices import SUBSCRIPTION
from traded_assessment.pricing import PackageTerms
from traded_assessment.pricing.break_even import Advice, PaidSingle, take_over, use_of

PACKAGE = PackageTerms(id=1, title="Assessment Package 2021/22", staff_per_session=2, sessions_included=10)
SINGLE = {"essex_maintained": 55, "essex_academy": 65, "outside_essex": 75}


def single(
    session: int, places: int = 2, *, booking: int = 0, price: int = 55, block: int = 2, net: int | None = None
) -> PaidSingle:
    """A booking of so many places; all of it is still charged unless `net` says otherwise."""
    blocks = -(-places // block)
    charged = Decimal(price * blocks if net is None else net)
    return PaidSingle(
        booking or session * 100, session, places, block, Decimal(price), charged, Decimal(0), vat_rate=Decimal(0)
    )


def advice(bought: list[PaidSingle], *, now: int, tier: str = "essex_maintained", others: int = 0) -> Advice:
    return Advice(
        package=PACKAGE,
        singles_bought=len(bought),
        singles_now=1,
        charged=sum((one.net for one in bought), Decimal(0)),
        now=Decimal(now),
        subscription=Decimal(SUBSCRIPTION[tier]),
        others=Decimal(others),
        covers=take_over(bought, PACKAGE),
    )


@pytest.mark.parametrize(
    ("tier", "bought", "saving"),
    [
        ("essex_maintained", 4, -40),
        ("essex_maintained", 5, 15),
        ("essex_maintained", 6, 70),
        ("essex_academy", 5, -5),
        ("essex_academy", 6, 60),
        ("outside_essex", 5, -45),
        ("outside_essex", 6, 30),
    ],
)
def test_one_more_single_tips_the_scale(tier: str, bought: int, saving: int) -> None:
    """330 against 315 at the sixth, 455 against 395 and 525 against 495 at the seventh."""
    price = SINGLE[tier]
    found = advice([single(number, price=price) for number in range(1, bought + 1)], now=price, tier=tier)
    assert found.saving == saving
    assert found.pays is (saving > 0)
    assert found.credit == bought * price
    assert found.with_it == SUBSCRIPTION[tier]


@pytest.mark.parametrize(
    ("bought", "goes_back", "use"),
    [
        ([single(1, 1)], [55], {1: 1}),
        ([single(1, 2)], [55], {1: 2}),
        ([single(1, 3)], [55], {1: 2}),  # the third person's block stays paid
        ([single(1, 4)], [55], {1: 2}),
        ([single(1, 1, booking=1), single(1, 1, booking=2)], [55, 55], {1: 2}),
        ([single(1, 2, booking=1), single(1, 1, booking=2)], [55], {1: 2}),
        ([single(1, 1, booking=1), single(1, 1, booking=2), single(1, 2, booking=3)], [55, 55], {1: 2}),
        ([single(1, 3, booking=1), single(1, 3, booking=2)], [55, 55], {1: 2}),
        ([single(1, 2, net=20)], [20], {1: 2}),
        ([single(1, 2, net=0)], [], {}),
        ([single(1, 4, block=4)], [], {}),
        ([single(1, 2), single(2, 2)], [55, 55], {1: 2, 2: 2}),
    ],
)
def test_what_a_subscription_takes_over(bought: list[PaidSingle], goes_back: list[int], use: dict[int, int]) -> None:
    covers = take_over(bought, PACKAGE)
    assert sorted(cover.gross for cover in covers if cover.gross) == goes_back
    assert use_of(covers) == use


def test_it_takes_over_no_more_sessions_than_it_includes_and_the_dearest_first() -> None:
    bought = [single(number, price=40 + number) for number in range(1, 13)]
    covers = take_over(bought, PACKAGE)
    assert {cover.single.session_id for cover in covers} == set(range(3, 13))


def test_the_vat_goes_back_with_the_net() -> None:
    two_blocks = PaidSingle(1, 1, 3, 2, Decimal(55), Decimal(110), Decimal(22), vat_rate=Decimal(20))
    [cover] = take_over([two_blocks], PACKAGE)
    assert (cover.net, cover.vat) == (Decimal(55), Decimal(11))


bookings = st.builds(
    lambda session, places, block, price, part: (session, places, block, price, part),
    st.integers(1, 13), st.integers(1, 6), st.integers(1, 3), st.integers(0, 90), st.integers(0, 100),
)  # fmt: skip


@given(st.lists(bookings, max_size=12), st.integers(0, 300), st.integers(0, 400))
def test_advice_never_costs_more(rows: list[tuple[int, int, int, int, int]], now: int, others: int) -> None:
    bought = [
        single(session, places, booking=number, price=price, block=block, net=-(-places // block) * price * part // 100)
        for number, (session, places, block, price, part) in enumerate(rows, start=1)
    ]
    found = advice(bought, now=now, others=others)
    use = use_of(found.covers)
    assert found.pays is (found.with_it < found.without)
    assert found.saving == found.now - found.to_pay
    assert 0 <= found.credit <= found.charged
    assert all(0 < cover.places <= cover.single.places and cover.gross <= cover.single.net for cover in found.covers)
    assert len(use) <= PACKAGE.sessions_included
    assert all(places <= PACKAGE.staff_per_session for places in use.values())
