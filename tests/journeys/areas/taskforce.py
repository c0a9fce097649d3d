"""Everything under /task-force/."""

from tests.journeys.areas.area import Area

NOT_WALKED: dict[str, str] = {}

AREA = Area(
    name="taskforce",
    namespaces=frozenset({"taskforce"}),
    roles=(None, "headteacher", "quadrant_officer", "director", "administrator"),
    not_walked=NOT_WALKED,
)
