"""Which row of the price list a school has, and the prices agreed with one that has none."""

from datetime import date
from decimal import Decimal

import pytest

from tests.factories.pricing import (
    ESSEX_ACADEMY,
    ESSEX_COMMUNITY,
    ESSEX_INDEPENDENT,
    SUBSCRIPTION,
    event,
    priced,
    school,
    session,
)
from traded_assessment.pricing import AgreedPrices, EventRow, PackageRow, PriceNotSet, Wanted, tier_of
from traded_assessment.pricing.tiers import ACADEMY_TYPES, MAINTAINED_TYPES
from traded_assessment.states import Area, Tier


@pytest.mark.parametrize("type_code", MAINTAINED_TYPES)
def test_maintained_types_in_essex(type_code: int) -> None:
    assert tier_of(school(881, type_code)).tier == Tier.ESSEX_MAINTAINED


@pytest.mark.parametrize("type_code", ACADEMY_TYPES)
def test_academy_types_in_essex(type_code: int) -> None:
    assert tier_of(school(881, type_code)).tier == Tier.ESSEX_ACADEMY


@pytest.mark.parametrize("type_code", [6, 8, 10, 11, 18, 29, 32, 9999])
def test_other_types_in_essex_have_a_price_on_request(type_code: int) -> None:
    assert tier_of(school(881, type_code)).tier == Tier.ON_REQUEST


@pytest.mark.parametrize("type_code", [1, 11, 34])
def test_any_type_elsewhere_is_outside_essex(type_code: int) -> None:
    decision = tier_of(school(883, type_code))
    assert (decision.tier, decision.area) == (Tier.OUTSIDE_ESSEX, Area.OUTSIDE_ESSEX)
    assert decision.reason == "its local authority is Thurrock (883), not Essex (881)"


def test_the_reason_in_essex_names_the_type() -> None:
    assert "“a type of school”" in tier_of(ESSEX_COMMUNITY).reason
    assert tier_of(ESSEX_INDEPENDENT).reason.endswith("which has no set price")


AGREED = AgreedPrices(
    date(2021, 11, 1), date(2021, 11, 30), PackageRow(Decimal(450), Decimal(70)), EventRow(Decimal(66), Decimal(22))
)


def test_a_school_in_no_row_is_refused_with_what_to_do() -> None:
    with pytest.raises(PriceNotSet, match=r"no price for Example School yet.*Ask for a price"):
        priced(ESSEX_INDEPENDENT, session())


@pytest.mark.parametrize(
    ("wanted", "pays"),
    [(session(3), 140), (event(3), 110), (SUBSCRIPTION, 450)],
)
def test_agreed_prices_apply_to_a_school_in_no_row(wanted: Wanted, pays: int) -> None:
    found = priced(ESSEX_INDEPENDENT, wanted, agreed=AGREED)
    assert (found.tier, found.gross) == (Tier.ON_REQUEST, pays)
    assert found.lines[0].rule.startswith("Price set for Example School: ")


@pytest.mark.parametrize("on", [date(2021, 10, 31), date(2021, 12, 1)])
def test_agreed_prices_end(on: date) -> None:
    with pytest.raises(PriceNotSet):
        priced(ESSEX_INDEPENDENT, session(), agreed=AGREED, on=on)


@pytest.mark.parametrize("on", [AGREED.valid_from, AGREED.valid_to])
def test_agreed_prices_hold_on_their_first_and_last_day(on: date) -> None:
    assert priced(ESSEX_INDEPENDENT, session(), agreed=AGREED, on=on).gross == 70


def test_a_school_that_has_a_row_pays_it_whatever_was_agreed_before() -> None:
    assert priced(ESSEX_ACADEMY, session(), agreed=AGREED).gross == 65
