"""Everything under /tracker/."""

from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone
from playwright.sync_api import Browser

from essex_portal.accounts.models import Membership, User
from essex_portal.accounts.roles import Role
from essex_portal.tracker.services.measures import add_reading
from essex_portal.tracker.services.parts import save_dependency, save_risk
from essex_portal.tracker.services.personal import save_filter
from essex_portal.tracker.services.updates import send_back_update
from essex_portal.tracker.states import Stage
from tests.factories.tracker import (
    make_accepted_evidence,
    make_action,
    make_lead,
    make_measure,
    make_milestone,
    make_programme,
    make_update,
    make_workstream,
)
from tests.journeys.areas.area import A_FILE, A_PART, Area
from tests.journeys.conftest import Portal

NOT_WALKED = {
    "tracker:download_sheet": "a file, not a page",
    "tracker:sheet": "journey_officer_uploads_a_filled_in_spreadsheet_with_a_conflict looks at it",
    "tracker:retry_sheet": "a part of a page, or where a form is sent",
    **dict.fromkeys(
        ("tracker:import", "tracker:import_columns", "tracker:import_offices", "tracker:import_row"),
        "journey_officer_imports_a_spreadsheet_of_actions looks at it",
    ),
    "tracker:discard_import": "the page that asks whether somebody is sure",
    **dict.fromkeys(("tracker:confirm_import", "tracker:confirm_import_row", "tracker:discard_import_row"), A_PART),
    "tracker:answer_by_link": "a link in a mail: journey_nhs_partner_accepts_by_link looks at it",
    "tracker:update_by_link": "a link in a mail: journey_nhs_partner_accepts_by_link looks at it",
    "tracker:ask_party": "looked at in journey_nhs_partner_accepts_by_link",
    **dict.fromkeys(
        (
            "tracker:quick_update", "tracker:submit_update", "tracker:approve_update", "tracker:watch",
            "tracker:accept_evidence", "tracker:save_filter", "tracker:remove_filter",
        ),
        A_PART,
    ),
    "tracker:evidence_file": A_FILE,
    "tracker:board_pack": "journey_director_sends_the_board_pack ends there",
    "tracker:board_pack_by_link": "a link in a mail: journey_director_sends_the_board_pack looks at it",
    "tracker:board_pack_file": "a file, not a page",
    "tracker:decision": "looked at in journey_rating_and_facts_disagree_and_the_board_sees_it",
    "tracker:ask_about_action": "looked at in journey_rating_and_facts_disagree_and_the_board_sees_it",
    "tracker:ask_about_programme": "the page of ask_about_action",
    "tracker:reopen_action": "offered on a closed action only; the same page as dropping one",
}  # fmt: skip


SLUG = "quadrant-actions"


def the_whole_action(role: str | None) -> list[str]:
    """The walk opens one action, so it begins at the one that has something of everything.

    And at what the page of one's account leads to, which is another area's.
    """
    return [f"/tracker/programmes/{SLUG}/actions/NE-1/", "/tracker/digest/"]


def everything_once(portal: Portal, browser: Browser) -> None:
    """A programme of the officer's quadrant in which each thing has happened."""
    officer = Membership.objects.get(role=Role.QUADRANT_OFFICER)
    then = timezone.now() - timedelta(days=40)
    today = timezone.localdate()
    workstream = make_workstream(make_programme(slug=SLUG, title="Quadrant actions", needs_approval=True), prefix="NE")
    facts = {"quadrant": officer.organisation, "stage": Stage.UNDER_WAY, "now": then}
    action = make_action(workstream, due_on=date(today.year + 1, 7, 22), starts_on=then.date(), **facts)
    make_lead(action, officer.user)
    make_milestone(action, today - timedelta(days=5))
    measure = make_measure(action)
    for days, value in ((30, 40), (10, 55)):
        add_reading(
            measure=measure,
            read_on=today - timedelta(days),
            value=Decimal(value),
            unit="%",
            by=None,
            now=timezone.now(),
        )
    save_risk(action=action, title="Staff leave", likelihood=3, impact=4, by=None, now=then)
    save_dependency(action=action, needs=make_action(workstream, **facts), by=None, now=then)
    make_accepted_evidence(action)
    director = User.objects.get(memberships__role=Role.DIRECTOR)
    back = make_update(action, "red", by=officer.user, now=then)
    send_back_update(update=back, reason="Say what was decided.", by=director, now=timezone.now())
    make_update(action, "amber", by=officer.user, now=timezone.now())
    for person in (officer.user, director):
        save_filter(name="Late ones", query="standing=overdue", by=person)


AREA = Area(
    name="tracker",
    namespaces=frozenset({"tracker"}),
    roles=("quadrant_officer", "director", "administrator"),
    prepare=everything_once,
    not_walked=NOT_WALKED,
    starts=the_whole_action,
)
