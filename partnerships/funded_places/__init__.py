"""Who may apply for funded places, who gets them and what that costs. Pure: no ORM, no clock."""

from partnerships.funded_places.awarding import Ranked, who_gets_places
from partnerships.funded_places.eligibility import Answer, Reason, School, Terms, may_apply, reasons
from partnerships.funded_places.money import MoneyRow, money_row

__all__ = [
    "Answer",
    "MoneyRow",
    "Ranked",
    "Reason",
    "School",
    "Terms",
    "may_apply",
    "money_row",
    "reasons",
    "who_gets_places",
]
