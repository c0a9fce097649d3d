"""Everything under /partnerships/."""

from django.urls import reverse
from playwright.sync_api import Browser

from essex_portal.accounts.roles import Role
from essex_portal.organisations.models import Organisation
from partnerships.models import PartnershipFacts
from tests.journeys.areas import results, self_review
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
    **results.NOT_WALKED,
    "partnerships:ask_to_join_forum": A_PART,
    "partnerships:forum_calendar": A_FILE,
    "partnerships:record_forum_date": "looked at in journey_school_joins_a_forum: past dates alone have it",
    "partnerships:visits_calendar": A_FILE,
    "partnerships:write_findings": "looked at in journey_peer_review_stays_private_until_shared",
    "partnerships:share_visit": A_PART,
    "partnerships:finish_follow_up": A_PART,
    "partnerships:accept_forum_request": A_PART,
    "partnerships:ask_for_forum_link": A_PART,
    "partnerships:join_forum_meeting": "leads out of the portal: journey_school_joins_a_forum",
    **self_review.NOT_WALKED,
}


def prepare(portal: Portal, browser: Browser) -> None:
    results.prepare()
    self_review.prepare()


def starts(role: str | None) -> list[str]:
    """What the walk would not come to: it opens one partnership and one school, of no particular kind."""
    found = [*results.starts(role), *self_review.starts(role)]
    if role == "quadrant_officer":
        quadrant = Organisation.objects.get(memberships__role=Role.QUADRANT_OFFICER)
        trust = PartnershipFacts.objects.filter(quadrant=quadrant, kind__follows_register=True)[0]
        found.append(reverse("partnerships:match_trust", args=[trust.partnership_id]))
    if role == "headteacher":
        school = Organisation.objects.open_schools().order_by("pk")[0]
        found.append(reverse("partnerships:who_to_call_for", args=[school.school.urn]))
    return found


AREA = Area(
    name="partnerships",
    namespaces=frozenset({"partnerships"}),
    roles=("headteacher", "partnership_lead", "quadrant_officer", "director", "administrator"),
    prepare=prepare,
    not_walked=NOT_WALKED,
    starts=starts,
)
