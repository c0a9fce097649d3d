"""Everything under /send/."""

from tests.journeys.areas.area import Area

NOT_WALKED: dict[str, str] = {}

AREA = Area(
    name="send",
    namespaces=frozenset({"send"}),
    roles=(None, "quadrant_officer", "director", "administrator"),
    not_walked=NOT_WALKED,
)
