"""Where a partnership's schools lie, drawn on the server. The table beside it says the same in words."""

from collections.abc import Sequence
from statistics import fmean

from django.utils.safestring import SafeString

from essex_portal.ui.maps import PlaceName, Point, point_map
from partnerships.queries.members import MemberSchool

MOST_TOWNS = 6
KINDS = ("Primary", "Secondary", "Other")


def kind_of(phase: str) -> int:
    """The number of the kind that a school's phase is drawn as: middle schools with the nearer one."""
    named = phase.lower()
    return next((number for number, kind in enumerate(KINDS[:2]) if kind.lower() in named), 2)


def map_of(schools: Sequence[MemberSchool], *, name: str) -> SafeString:
    """The schools whose grid reference the register gives, by phase; empty when it gives none."""
    placed = [one for one in schools if one.easting and one.northing]
    points = [Point(one.easting or 0, one.northing or 0, kind_of(one.facts.phase)) for one in placed]
    counted = ", ".join(
        f"{kind.lower()}: {sum(point.kind == number for point in points)}" for number, kind in enumerate(KINDS)
    )
    return point_map(
        key="members",
        title=f"Where the schools of {name} are",
        description=f"{len(points)} of {len(schools)} schools by their place. {counted.capitalize()}.",
        kinds=KINDS,
        points=points,
        names=_towns(placed),
    )


def _towns(placed: Sequence[MemberSchool]) -> list[PlaceName]:
    """The towns where they lie, when they are few enough to be read."""
    towns: dict[str, list[MemberSchool]] = {}
    for one in placed:
        if one.town:
            towns.setdefault(one.town, []).append(one)
    if len(towns) > MOST_TOWNS:
        return []
    return [
        PlaceName(town, fmean(one.easting or 0 for one in there), fmean(one.northing or 0 for one in there))
        for town, there in towns.items()
    ]
