"""Everything under /partnerships/."""

from playwright.sync_api import Browser

from tests.journeys.areas import self_review
from tests.journeys.areas.area import A_FILE, A_PART, Area
from tests.journeys.conftest import Portal

FUNDED_PLACE = "looked at in journey_school_applies_for_a_funded_place"
UPLOADED = "looked at in journey_officer_uploads_a_list_with_an_unknown_name"
NOT_WALKED: dict[str, str] = {
    "partnerships:directory_sheet": A_FILE,
    "partnerships:members_sheet": A_FILE,
    "partnerships:isolation_sheet": A_FILE,
    "partnerships:upload_template": A_FILE,
    "partnerships:make_profile": A_PART,
    "partnerships:withdraw_proposal": A_PART,
    "partnerships:remove_meeting": A_PART,
    "partnerships:upload_preview": UPLOADED,
    "partnerships:confirm_upload": A_PART,
    "partnerships:discard_upload": A_PART,
    "partnerships:confirm_contact": "a link in a mail: journey_contact_is_confirmed_by_link",
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
