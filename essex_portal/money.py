"""Money: pounds sterling as Decimal with two places. Floats are refused."""

from decimal import ROUND_HALF_UP, Decimal
from typing import TypeAlias

Money: TypeAlias = Decimal

ZERO = Decimal("0.00")
PENNY = Decimal("0.01")


def money(value: Decimal | int | str) -> Money:
    """Pounds with exactly two decimal places, halves rounded up (HMRC's usual practice).

    Raises TypeError for a float, which cannot hold a penny exactly.
    """
    if isinstance(value, float):
        raise TypeError("Money is never a float.")
    return Decimal(value).quantize(PENNY, rounding=ROUND_HALF_UP)


def vat_on(net: Money, rate: Decimal) -> Money:
    """VAT in pounds on a net amount; `rate` in per cent, for example Decimal(20)."""
    return money(net * rate / 100)


def pounds(amount: Money | int) -> str:
    """For people: `£1,234.50`, or `£55` when there are no pence; negative with a minus sign."""
    value = money(amount)
    sign = "−" if value < 0 else ""
    digits = f"{abs(value):,.2f}"
    return f"{sign}£{digits.removesuffix('.00')}"
