"""Everything under /partnerships/."""

from playwright.sync_api import Browser

from tests.journeys.areas import self_review
from tests.journeys.areas.area import A_FILE, A_PART, Area
from tests.journeys.conftest import Portal

FUNDED_PLACE = "looked at in journey_school_applies_for_a_funded_place"
NOT_WALKED: dict[str, str] = {
    "partnerships:accept_places": FUNDED_PLACE,
    "partnerships:decline_places": FUNDED_PLACE,
    "partnerships:publish_offer": A_PART,
    "partnerships:confirm_declarations": A_PART,
    "partnerships:offers_money_csv": A_FILE,
    **self_review.NOT_WALKED,
}


def prepare(portal: Portal, browser: Browser) -> None:
    self_review.prepare()


AREA = Area(
    name="partnerships",
    namespaces=frozenset({"partnerships"}),
    roles=("headteacher", "partnership_lead", "quadrant_officer", "director", "administrator"),
    prepare=prepare,
    not_walked=NOT_WALKED,
    starts=self_review.starts,
)
