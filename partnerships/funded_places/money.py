"""What an offer costs: promised, taken up, left."""

from dataclasses import dataclass

from essex_portal.money import Money, money


@dataclass(frozen=True)
class MoneyRow:
    """Pounds. `committed` is awarded or accepted, `left` is None where the offer has no limit of places."""

    each: Money
    budget: Money | None
    committed: Money
    accepted: Money
    left: Money | None


def money_row(*, each: Money, places: int | None, committed_places: int, accepted_places: int) -> MoneyRow:
    """The money of places: accepted ones are among the committed, and committed and left make up the budget.

    Raises ValueError for more accepted than committed, or more committed than there are.
    """
    if accepted_places > committed_places or (places is not None and committed_places > places):
        raise ValueError("More places are taken than there are")
    return MoneyRow(
        each=money(each),
        budget=None if places is None else money(each * places),
        committed=money(each * committed_places),
        accepted=money(each * accepted_places),
        left=None if places is None else money(each * (places - committed_places)),
    )
