"""The bands in words for schools."""

from essex_portal.ui.words import counted
from traded_assessment.cancellation.facts import FULL, Band, Policy
from traded_assessment.states import DayKind

DAYS = {DayKind.SCHOOL: "school day,school days", DayKind.WORKING: "working day,working days"}


def band_words(band: Band) -> str:
    """`free of charge`, `50% charged`, `charged in full`."""
    if band.is_free:
        return "free of charge"
    return "charged in full" if band.charge_percent == FULL else f"{band.charge_percent}% charged"


def policy_words(policy: Policy) -> list[str]:
    """One sentence a band: when, what it costs, and whether the booking may move."""
    return [_sentence(policy, number) for number in range(len(policy.bands))]


def _sentence(policy: Policy, number: int) -> str:
    band = policy.bands[number]
    moving = "The booking may move to another date." if band.may_move else "The booking cannot move to another date."
    return f"{_when(policy, number)}: {band_words(band)}. {moving}"


def _when(policy: Policy, number: int) -> str:
    band, days = policy.bands[number], DAYS[policy.days]
    if number == 0:
        return f"{counted(band.at_least, days)} or more before the session" if band.at_least else "Until the session"
    before = policy.bands[number - 1].at_least
    if not band.at_least:
        return f"Fewer than {counted(before, days)} before the session"
    if band.at_least == before - 1:
        return f"{counted(band.at_least, days)} before the session"
    return f"{band.at_least} to {counted(before - 1, days)} before the session"
