"""What giving up places does. Paid seats go first, so that covered places stay with the school.

Source: domain.md B5.
"""

from collections.abc import Iterator

from essex_portal.money import money
from traded_assessment.cancellation.facts import FULL, Band, ChargedLine, Decision, GivenUp, Seats
from traded_assessment.pricing.facts import Part


class NotSoMany(Exception):
    """Fewer places are booked than would be given up, or none would be."""


def decide(band: Band, seats: Seats, places: int) -> Decision:
    """Give up so many places of a booking in a band. Raises NotSoMany.

    Blocks fall away when fewer are needed. At an event the further members' price goes first, the booking's own before
    that of the school's other bookings there; the first member's price goes when nobody of the school is left, so
    that the school always pays first + further × (n − 1).
    """
    if not 1 <= places <= seats.places:
        raise NotSoMany
    paid = min(places, seats.paying)
    covered = places - paid
    units = [*_blocks(seats, paid), *_members(seats, paid)]
    given_up = tuple(_given_up(band, line, count) for line, count in units if count)
    return Decision(
        band,
        places,
        given_up,
        covered_released=covered if band.is_free else 0,
        covered_lost=0 if band.is_free else covered,
    )


def _blocks(seats: Seats, paid: int) -> Iterator[tuple[ChargedLine, int]]:
    for line in seats.lines:
        if line.part == Part.BLOCKS and line.own:
            size = line.staff_per_unit
            fewer = -(-seats.paying // size) - -(-(seats.paying - paid) // size)
            yield line, min(fewer, line.units)


def _members(seats: Seats, paid: int) -> Iterator[tuple[ChargedLine, int]]:
    """Whose price falls away: further members, this booking's before others', and first members last."""
    members = [line for line in seats.lines if line.part in (Part.FURTHER, Part.FIRST)]
    for line in sorted(members, key=lambda line: (line.part == Part.FIRST, not line.own)):
        count = min(paid, line.units)
        paid -= count
        yield line, count


def _given_up(band: Band, line: ChargedLine, units: int) -> GivenUp:
    cost = money(line.left * units / line.units)
    return GivenUp(line.id, units, cost, money(cost * (FULL - band.charge_percent) / FULL))
