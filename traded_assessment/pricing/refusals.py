"""Why no price can be given, in words for the person who asks."""

from datetime import date

from essex_portal.ui.words import date_words
from traded_assessment.states import Product


class QuoteRefused(Exception):
    """No price can be given; `str()` says why and what to do. `wanted` is the index of the line at fault."""

    def __init__(self, words: str, *, wanted: int | None = None) -> None:
        super().__init__(words)
        self.wanted = wanted


class PriceNotSet(QuoteRefused):
    """The school is in no row of the prices and the training office has not set its own."""

    def __init__(self, school: str, reason: str) -> None:
        super().__init__(
            f"There is no price for {school} yet: {reason}. "
            "Ask for a price. The training office sets one, and then you can book."
        )


class NoPriceList(QuoteRefused):
    """No price list is in force on the day."""

    def __init__(self, on: date) -> None:
        super().__init__(
            f"No price list covers {date_words(on)}, so there is no price for that day. Contact the training office."
        )


class NoVatRule(QuoteRefused):
    """No VAT rule fits a product on the day, so nothing may be invoiced. Source: domain.md B13."""

    def __init__(self, product: Product, on: date) -> None:
        super().__init__(
            f"Finance has not said how VAT applies to this ({product.label.lower()}) on {date_words(on)}, so it "
            "cannot be sold yet. Contact the training office."
        )


class AlreadySubscribed(QuoteRefused):
    """The school has, or buys twice, the subscription of one year."""

    def __init__(self, package: str, *, wanted: int) -> None:
        super().__init__(
            f"Your school can have one subscription to the {package}. It has it already, or it is in this order twice.",
            wanted=wanted,
        )


class NotForSale(QuoteRefused):
    """What is wanted is not on offer in this way."""
