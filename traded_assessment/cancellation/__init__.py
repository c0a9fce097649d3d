"""What giving up places costs, and what comes back. Pure: facts and days come in; no database, no clock.

`decide` is the one entry; `bands` says which rule holds on a day, `words` says it to people. Source: domain.md B5.
"""

from traded_assessment.cancellation.bands import band_of, free_until, last_days
from traded_assessment.cancellation.deciding import NotSoMany, decide
from traded_assessment.cancellation.facts import Band, ChargedLine, Decision, GivenUp, Policy, Seats
from traded_assessment.cancellation.words import band_words, policy_words

__all__ = [
    "Band",
    "ChargedLine",
    "Decision",
    "GivenUp",
    "NotSoMany",
    "Policy",
    "Seats",
    "band_of",
    "band_words",
    "decide",
    "free_until",
    "last_days",
    "policy_words",
]
