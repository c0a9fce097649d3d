"""Kinds of which a school has one partnership at a time: on which days that is so, and which schools have two."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from partnerships.membership.conflicts import Held
from partnerships.membership.spans import Span


@dataclass(frozen=True)
class KindRule:
    """A kind, and the days on which a school belongs to at most one of it; None: never. From `date.min`: always."""

    code: str
    exclusive: Span | None = None

    def only_one_of(self, span: Span) -> str:
        """What a membership of these days carries: the code where a day of it excludes others, else nothing.

        Two memberships that carry it and overlap do so on a day that excludes: of three spans of days that meet each
        other in pairs, all three have a day in common. So the database needs the code alone.
        """
        return self.code if self.exclusive and self.exclusive.overlaps(span) else ""


def exclusive_days(before: Span | None, *, exclusive: bool, from_on: date) -> Span | None:
    """The days on which a kind excludes, once it does (or does not) from that day on; the days before stay.

    A time that had ended goes on where the new one touches it, and gives way to the new one where it does not.
    """
    if exclusive:
        touches = before is not None and (before.until is None or before.until >= from_on)
        return Span(min(before.first, from_on) if before and touches else from_on)
    if before is None or before.first >= from_on:
        return None
    return Span(before.first, min(from_on, before.until or from_on))


def in_two(held: Iterable[Held], days: Span) -> tuple[Held, Held] | None:
    """Two memberships of one school, in different partnerships, that share one of these days; None without."""
    meeting = sorted((one for one in held if one.span.overlaps(days)), key=lambda one: one.span.first)
    pairs = combinations(meeting, 2)
    return next((pair for pair in pairs if _excluded(*pair)), None)


def _excluded(one: Held, other: Held) -> bool:
    return one.partnership != other.partnership and one.span.overlaps(other.span)
