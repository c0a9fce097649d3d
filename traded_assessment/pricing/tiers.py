"""Which customer tier a school is in, as data. Source: facts `tiers`, domain.md B4."""

from dataclasses import dataclass

from traded_assessment.pricing.facts import Customer
from traded_assessment.states import Area, Tier

ESSEX = 881

# The register's TypeOfEstablishment codes.
MAINTAINED_TYPES = {
    1: "Community school",
    2: "Voluntary aided school",
    3: "Voluntary controlled school",
    5: "Foundation school",
    7: "Community special school",
    12: "Foundation special school",
    14: "Pupil referral unit",
    15: "Local authority nursery school",
}
ACADEMY_TYPES = {
    28: "Academy sponsor led",
    33: "Academy special sponsor led",
    34: "Academy converter",
    35: "Free schools",
    36: "Free schools special",
    38: "Free schools alternative provision",
    39: "Free schools 16 to 19",
    40: "University technical college",
    41: "Studio schools",
    42: "Academy alternative provision converter",
    43: "Academy alternative provision sponsor led",
    44: "Academy special converter",
    45: "Academy 16-19 converter",
    46: "Academy 16 to 19 sponsor led",
    57: "Academy secure 16 to 19",
}

TIER_OF_TYPE = dict.fromkeys(MAINTAINED_TYPES, Tier.ESSEX_MAINTAINED) | dict.fromkeys(ACADEMY_TYPES, Tier.ESSEX_ACADEMY)
"""Of a school in Essex. Any other type there (independent, college, …) is in no row."""


@dataclass(frozen=True)
class TierDecision:
    tier: Tier
    area: Area
    reason: str


def tier_of(customer: Customer) -> TierDecision:
    """The tier by local authority and type of establishment, with the reason in words for the school.

    Southend-on-Sea (882) and Thurrock (883) are authorities of their own, so they are outside Essex.
    """
    if customer.la_code != ESSEX:
        reason = f"its local authority is {customer.la_name} ({customer.la_code}), not Essex ({ESSEX})"
        return TierDecision(Tier.OUTSIDE_ESSEX, Area.OUTSIDE_ESSEX, reason)
    tier = tier_of_codes(customer.la_code, customer.type_code)
    return TierDecision(tier, Area.ESSEX, _reason_in_essex(customer, tier))


def tier_of_codes(la_code: int, type_code: int) -> Tier:
    """The tier alone, for counting schools."""
    return TIER_OF_TYPE.get(type_code, Tier.ON_REQUEST) if la_code == ESSEX else Tier.OUTSIDE_ESSEX


def _reason_in_essex(customer: Customer, tier: Tier) -> str:
    what = f"its local authority is Essex ({ESSEX}) and its type in the school register is “{customer.type_name}”"
    return f"{what}, which has no set price" if tier == Tier.ON_REQUEST else what
