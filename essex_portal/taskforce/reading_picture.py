"""The county as a map of points: which schools take part in the Year of Reading."""

from collections.abc import Sequence
from statistics import fmean

from django.utils.safestring import SafeString

from essex_portal.organisations.models import Organisation
from essex_portal.taskforce.queries.reading import quadrant_name
from essex_portal.taskforce.reach import Touch, touch_of
from essex_portal.ui.maps import PlaceName, Point, point_map

KINDS = list(Touch)


def reading_map(
    schools: Sequence[Organisation], own: frozenset[int], reached: frozenset[int], *, title: str
) -> SafeString:
    """The schools whose grid reference the register gives, those that take part in colour, the others in grey."""
    placed = [one for one in schools if one.school.easting and one.school.northing]
    touches = [touch_of(one.pk, own, reached) for one in placed]
    counted = ", ".join(f"{kind.words.lower()}: {touches.count(kind)}" for kind in KINDS)
    return point_map(
        key="reading",
        title=title,
        description=f"{len(placed)} schools by their place in the county. {counted.capitalize()}.",
        kinds=[kind.words for kind in KINDS],
        points=[
            Point(one.school.easting or 0, one.school.northing or 0, KINDS.index(touch))
            for one, touch in zip(placed, touches, strict=True)
        ],
        names=_quadrants(placed),
        quiet=KINDS.index(Touch.NOT_YET),
    )


def _quadrants(placed: Sequence[Organisation]) -> list[PlaceName]:
    groups: dict[str, list[Organisation]] = {}
    for one in placed:
        if one.school.district and one.school.district.quadrant:
            groups.setdefault(quadrant_name(one), []).append(one)
    return [
        PlaceName(
            name,
            fmean(one.school.easting or 0 for one in listed),
            fmean(one.school.northing or 0 for one in listed),
        )
        for name, listed in groups.items()
    ]
