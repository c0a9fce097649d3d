"""What a school pays and why. Pure: facts, dates and prices come in; no database, no clock.

`quote` is the one entry; `facts` holds what it takes and gives, `tiers` and `vat` are its two rule tables.
"""

from traded_assessment.pricing.facts import (
    AgreedPrices,
    Customer,
    EventRow,
    PackageRow,
    PackageTerms,
    PriceTable,
    Quote,
    QuoteLine,
    Use,
    VatRuleFacts,
    Wanted,
)
from traded_assessment.pricing.quoting import quote
from traded_assessment.pricing.refusals import (
    AlreadySubscribed,
    NoPriceList,
    NotForSale,
    NoVatRule,
    PriceNotSet,
    QuoteRefused,
)
from traded_assessment.pricing.tiers import TierDecision, tier_of, tier_of_codes

__all__ = [
    "AgreedPrices",
    "AlreadySubscribed",
    "Customer",
    "EventRow",
    "NoPriceList",
    "NoVatRule",
    "NotForSale",
    "PackageRow",
    "PackageTerms",
    "PriceNotSet",
    "PriceTable",
    "Quote",
    "QuoteLine",
    "QuoteRefused",
    "TierDecision",
    "Use",
    "VatRuleFacts",
    "Wanted",
    "quote",
    "tier_of",
    "tier_of_codes",
]
