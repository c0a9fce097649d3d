"""Everything under /tracker/."""

from tests.journeys.areas.area import Area

NOT_WALKED: dict[str, str] = {}

AREA = Area(
    name="tracker",
    namespaces=frozenset({"tracker"}),
    roles=("quadrant_officer", "director", "administrator"),
    not_walked=NOT_WALKED,
)
