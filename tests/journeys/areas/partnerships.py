"""Everything under /partnerships/."""

from tests.journeys.areas.area import Area

NOT_WALKED: dict[str, str] = {}

AREA = Area(
    name="partnerships",
    namespaces=frozenset({"partnerships"}),
    roles=("headteacher", "partnership_lead", "quadrant_officer", "director", "administrator"),
    not_walked=NOT_WALKED,
)
