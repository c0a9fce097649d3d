"""The rules of membership. Pure: no ORM, no clock; dates come in as arguments."""

from partnerships.membership.conflicts import Clash, ClashKind, Held, Wanted, clash_of
from partnerships.membership.kinds import KindRule, exclusive_days, in_two
from partnerships.membership.spans import Span

__all__ = ["Clash", "ClashKind", "Held", "KindRule", "Span", "Wanted", "clash_of", "exclusive_days", "in_two"]
