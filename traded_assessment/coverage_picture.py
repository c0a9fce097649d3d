"""The county as a map of points: which schools have somebody trained for a duty."""

from collections.abc import Sequence
from statistics import fmean

from django.utils.safestring import SafeString

from essex_portal.ui.maps import PlaceName, Point, point_map
from traded_assessment.queries.coverage import SchoolCoverage
from traded_assessment.states import Coverage

MOST_NAMES = 12


def coverage_map(found: Sequence[SchoolCoverage], *, title: str) -> SafeString:
    """The schools whose grid reference the register gives, with the names of the groups where they lie."""
    kinds = list(Coverage)
    placed = [one for one in found if one.school.school.easting and one.school.school.northing]
    counted = ", ".join(f"{kind.label.lower()}: {sum(one.state == kind for one in placed)}" for kind in kinds)
    return point_map(
        key="coverage",
        title=title,
        description=f"{len(placed)} schools by their place in the county. {counted.capitalize()}.",
        kinds=[kind.label for kind in kinds],
        points=[
            Point(one.school.school.easting or 0, one.school.school.northing or 0, kinds.index(one.state))
            for one in placed
        ],
        names=_names(placed),
    )


def _names(placed: Sequence[SchoolCoverage]) -> list[PlaceName]:
    """The groups by name, when they are few enough to be read."""
    groups: dict[str, list[SchoolCoverage]] = {}
    for one in placed:
        for group in one.groups:
            if group.is_one:
                groups.setdefault(group.name, []).append(one)
    if len(groups) > MOST_NAMES:
        return []
    return [
        PlaceName(
            name,
            fmean(one.school.school.easting or 0 for one in listed),
            fmean(one.school.school.northing or 0 for one in listed),
        )
        for name, listed in groups.items()
    ]
