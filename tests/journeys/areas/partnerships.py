"""Everything under /partnerships/."""

from tests.journeys.areas.area import A_FILE, A_PART, Area

FUNDED_PLACE = "looked at in journey_school_applies_for_a_funded_place"
NOT_WALKED: dict[str, str] = {
    "partnerships:accept_places": FUNDED_PLACE,
    "partnerships:decline_places": FUNDED_PLACE,
    "partnerships:publish_offer": A_PART,
    "partnerships:confirm_declarations": A_PART,
    "partnerships:offers_money_csv": A_FILE,
}

AREA = Area(
    name="partnerships",
    namespaces=frozenset({"partnerships"}),
    roles=("headteacher", "partnership_lead", "quadrant_officer", "director", "administrator"),
    not_walked=NOT_WALKED,
)
