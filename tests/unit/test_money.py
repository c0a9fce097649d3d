from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from essex_portal.money import money, pounds, vat_on

AMOUNTS = st.decimals(min_value=0, max_value=1_000_000, places=2)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("55"), "£55"),
        (Decimal("1234.5"), "£1,234.50"),
        (Decimal("0"), "£0"),
        (Decimal("-12.30"), "−£12.30"),
        (Decimal("0.005"), "£0.01"),
    ],
)
def test_pounds_are_written_as_people_write_them(value, written):
    assert pounds(value) == written


def test_a_float_is_refused():
    with pytest.raises(TypeError, match="never a float"):
        money(0.1)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("net", "rate", "vat"),
    [("55.00", "20", "11.00"), ("0.12", "20", "0.02"), ("0.13", "20", "0.03"), ("395.00", "0", "0.00")],
)
def test_vat_is_rounded_to_the_penny(net, rate, vat):
    assert vat_on(Decimal(net), Decimal(rate)) == Decimal(vat)


@given(AMOUNTS, st.sampled_from([Decimal(0), Decimal(5), Decimal(20)]))
def test_vat_is_never_off_by_more_than_half_a_penny(net, rate):
    assert abs(vat_on(net, rate) - net * rate / 100) <= Decimal("0.005")
