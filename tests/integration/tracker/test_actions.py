"""Making and changing actions and their parts."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from essex_portal.accounts.roles import Role
from essex_portal.audit.models import AuditEvent
from essex_portal.tracker.models import ActionVersion, PartyVersion
from essex_portal.tracker.services.actions import create_action, drop_action, edit_action, reopen_action
from essex_portal.tracker.services.measures import add_reading
from essex_portal.tracker.services.parts import end_part, save_dependency, save_measure, save_milestone, save_party
from essex_portal.tracker.services.programmes import edit_programme
from essex_portal.tracker.services.refusals import (
    AlreadyThere,
    AnotherUnit,
    ChangedMeanwhile,
    Circular,
    ClosedAction,
    ClosedProgramme,
    DueBeforeStart,
    ForecastBeforeStart,
    ReadingInTheFuture,
    ReadingsHaveTheUnit,
    ReasonMissing,
    TargetWorseThanBaseline,
)
from essex_portal.tracker.states import Handshake, PartyRole, ProgrammeState, Stage
from tests.factories.people import make_person
from tests.factories.tracker import (
    NOW,
    make_action,
    make_lead,
    make_measure,
    make_milestone,
    make_officer,
    make_programme,
    make_quadrant,
    make_workstream,
)

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


def current(action) -> ActionVersion:
    return action.versions.current().get()


def test_references_count_within_the_workstream() -> None:
    ehc = make_workstream(prefix="EHC")
    first, second = make_action(ehc), make_action(ehc)
    assert [first.reference, second.reference] == ["EHC-1", "EHC-2"]
    with pytest.raises(AlreadyThere, match="EHC-2 already"):
        make_action(ehc, number=2)


def test_a_change_leaves_what_was_known_before() -> None:
    action = make_action(title="Review the process")
    before = current(action)
    edit_action(action=action, base=before, title="Re-engineer the process", by=None, now=LATER)
    versions = ActionVersion.objects.filter(of=action)
    assert versions.as_at(NOW).get().title == "Review the process"
    assert versions.as_at(LATER - timedelta(microseconds=1)).get().title == "Review the process"
    assert versions.as_at(LATER).get().title == current(action).title == "Re-engineer the process"
    event = AuditEvent.objects.get(event="action.edited")
    assert (event.before, event.after) == ({"title": "Review the process"}, {"title": "Re-engineer the process"})


def test_a_change_in_the_same_moment_replaces_what_nobody_has_seen() -> None:
    action = make_action(title="One")
    edit_action(action=action, base=current(action), title="Two", by=None, now=NOW)
    assert [row.title for row in ActionVersion.objects.filter(of=action).as_at(NOW)] == ["Two"]


def test_saving_the_same_again_is_no_change() -> None:
    action = make_action(title="One")
    edit_action(action=action, base=current(action), title="One", by=None, now=LATER)
    assert action.versions.count() == 1
    assert not AuditEvent.objects.filter(event="action.edited").exists()


def test_somebody_elses_change_is_not_overwritten() -> None:
    action = make_action()
    seen = current(action)
    edit_action(action=action, base=seen, title="Theirs", by=None, now=LATER)
    with pytest.raises(ChangedMeanwhile, match="not saved yet"):
        edit_action(action=action, base=seen, title="Ours", by=None, now=LATER)
    assert current(action).title == "Theirs"


def test_dates_keep_their_order_and_the_baseline_its_reason() -> None:
    with pytest.raises(DueBeforeStart):
        make_action(starts_on=date(2022, 2, 1), due_on=date(2022, 1, 31))
    action = make_action(starts_on=date(2022, 1, 1), due_on=date(2022, 3, 31))
    with pytest.raises(ForecastBeforeStart, match="1 January 2022"):
        edit_action(action=action, base=current(action), forecast_on=date(2021, 12, 31), by=None, now=LATER)
    with pytest.raises(ReasonMissing):
        edit_action(action=action, base=current(action), baseline_on=date(2022, 4, 30), by=None, now=LATER)
    edit_action(action=action, base=current(action), forecast_on=date(2022, 4, 10), by=None, now=LATER)
    assert current(action).slippage_days == 10


def test_a_dropped_action_stays_and_takes_no_changes_until_reopened() -> None:
    action = make_action()
    with pytest.raises(ReasonMissing):
        drop_action(action=action, reason="", by=None, now=LATER)
    drop_action(action=action, reason="Funded elsewhere", by=None, now=LATER)
    with pytest.raises(ClosedAction, match="dropped"):
        edit_action(action=action, base=current(action), title="More", by=None, now=LATER)
    with pytest.raises(ClosedAction):
        make_milestone(action, None)
    reopen_action(action=action, reason="The funding ended", by=None, now=LATER)
    assert current(action).stage == Stage.UNDER_WAY


def test_a_closed_programme_stays_as_it_is() -> None:
    programme = make_programme()
    action = make_action(make_workstream(programme))
    edit_programme(programme=programme, state=ProgrammeState.CLOSED, by=None)
    with pytest.raises(ClosedProgramme):
        edit_action(action=action, base=current(action), title="More", by=None, now=LATER)
    with pytest.raises(ClosedProgramme):
        make_action(action.workstream)


def test_an_officer_makes_and_changes_actions_of_the_own_quadrant_only() -> None:
    quadrant = make_quadrant()
    officer = make_officer(quadrant)
    own = make_action(quadrant=quadrant, by=officer)
    edit_action(action=own, base=current(own), title="Changed", by=officer, now=LATER)
    for other in (make_action(), make_action(quadrant=make_quadrant())):
        with pytest.raises(PermissionDenied):
            edit_action(action=other, base=current(other), title="Changed", by=officer, now=LATER)
    with pytest.raises(PermissionDenied):
        edit_action(action=own, base=current(own), quadrant=None, by=officer, now=LATER)
    with pytest.raises(PermissionDenied):
        create_action(workstream=own.workstream, title="For the county", by=officer, now=NOW)


def test_people_with_an_account_and_the_councils_offices_own_what_they_lead_at_once() -> None:
    action = make_action()
    council = make_person(Role.DIRECTOR).memberships.get().organisation
    strangers = make_lead(action, office="Director of Strategy", organisation_words="NHS")
    own = make_lead(action, office="Director of Education", organisation=council)
    person = make_lead(action, make_officer())
    assert [row.handshake for row in (strangers, own, person)] == [
        Handshake.NOT_ASKED, Handshake.ACCEPTED, Handshake.ACCEPTED,
    ]  # fmt: skip
    assert [row.owns for row in (strangers, own)] == [False, True]


def test_a_part_that_ended_is_seen_in_the_past_only() -> None:
    action = make_action()
    party = make_lead(action).of
    save_party(action=action, party=party, role=PartyRole.PARTNER, by=None, now=LATER)
    end_part(part=party, reason="Moved on", by=None, now=LATER + timedelta(days=1))
    seen = [list(PartyVersion.objects.as_at(NOW + timedelta(days=days))) for days in range(3)]
    assert [[row.role for row in rows] for rows in seen] == [["lead"], ["partner"], []]


def test_a_milestone_keeps_what_was_first_agreed() -> None:
    action = make_action()
    milestone = make_milestone(action, date(2022, 1, 31))
    moved = save_milestone(
        action=action, milestone=milestone, forecast_on=date(2022, 2, 28), reason="Staff left", by=None, now=LATER
    )
    assert (moved.baseline_on, moved.slippage_days) == (date(2022, 1, 31), 28)


def test_measures_keep_their_unit_and_their_direction() -> None:
    action = make_action()
    with pytest.raises(TargetWorseThanBaseline):
        make_measure(action, target=Decimal(30))
    measure = make_measure(action)
    facts = {"measure": measure, "read_on": NOW.date(), "value": Decimal(55), "by": None, "now": NOW}
    with pytest.raises(AnotherUnit, match="not in “days”"):
        add_reading(unit="days", **facts)
    with pytest.raises(ReadingInTheFuture):
        add_reading(unit="%", **facts | {"read_on": date(2021, 11, 11)})
    add_reading(unit="%", **facts)
    with pytest.raises(ReadingsHaveTheUnit):
        save_measure(action=action, measure=measure, unit="days", by=None, now=LATER)


def test_no_two_actions_wait_for_each_other() -> None:
    first, second, third = make_action(), make_action(), make_action()
    save_dependency(action=first, needs=second, by=None, now=NOW)
    save_dependency(action=second, needs=third, by=None, now=NOW)
    with pytest.raises(Circular, match="could ever begin"):
        save_dependency(action=third, needs=first, by=None, now=LATER)
