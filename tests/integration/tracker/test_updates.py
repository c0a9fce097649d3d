"""Saying how an action stands: refusals, effect, approval."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from essex_portal.accounts.roles import Role
from essex_portal.tracker.models import ActionUpdate, UpdateReview
from essex_portal.tracker.queries import latest_update
from essex_portal.tracker.services.actions import drop_action
from essex_portal.tracker.services.evidence import accept_evidence, add_link, withdraw_evidence
from essex_portal.tracker.services.refusals import (
    ClosedAction,
    ContradictsFacts,
    EvidenceDecided,
    EvidenceMissing,
    ForecastBeforeStart,
    NotWaiting,
    OwnEvidence,
    OwnUpdate,
    RatingOfAnotherProgramme,
    ReasonMissing,
    UpdatedMeanwhile,
)
from essex_portal.tracker.services.updates import (
    UpdateFacts,
    add_update,
    approve_update,
    send_back_update,
    submit_update,
)
from essex_portal.tracker.states import RatingKind, Stage, UpdateState
from tests.factories.people import make_person
from tests.factories.tracker import (
    NOW,
    make_accepted_evidence,
    make_action,
    make_lead,
    make_milestone,
    make_officer,
    make_programme,
    make_quadrant,
    make_update,
    make_workstream,
    rating,
)

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


def action_to_approve():
    return make_action(make_workstream(make_programme(needs_approval=True)), stage=Stage.UNDER_WAY)


def test_an_update_counts_at_once_and_moves_the_forecast() -> None:
    action = make_action(stage=Stage.UNDER_WAY, due_on=date(2022, 3, 31))
    update = make_update(action, "amber", "Staff left.", forecast_on=date(2022, 4, 30), percent=40)
    version = action.versions.current().get()
    assert (update.state, update.counts_from) == (UpdateState.APPROVED, NOW)
    assert (version.baseline_on, version.forecast_on, version.slippage_days) == (
        date(2022, 3, 31), date(2022, 4, 30), 30,
    )  # fmt: skip
    assert latest_update(action) == update


def test_a_closed_action_takes_no_update() -> None:
    action = make_action()
    drop_action(action=action, reason="Funded elsewhere", by=None, now=NOW)
    with pytest.raises(ClosedAction, match="Reopen it first"):
        make_update(action)


def test_a_forecast_before_the_start_is_refused_beside_its_field() -> None:
    action = make_action(starts_on=date(2022, 1, 4), due_on=date(2022, 4, 1))
    with pytest.raises(ForecastBeforeStart, match="4 January 2022") as refused:
        make_update(action, "grey", forecast_on=date(2022, 1, 3))
    assert refused.value.field == "forecast_on"


def test_a_rating_of_another_programme_is_refused() -> None:
    action, other = make_action(), make_action()
    with pytest.raises(RatingOfAnotherProgramme):
        add_update(action=action, facts=UpdateFacts(rating(other, "green"), "Fine."), base=None, by=None, now=NOW)


def test_blue_needs_evidence_that_somebody_accepted() -> None:
    action = make_action(stage=Stage.UNDER_WAY)
    with pytest.raises(EvidenceMissing, match="somebody else has accepted"):
        make_update(action, "blue")
    evidence = make_accepted_evidence(action)
    withdraw_evidence(evidence=evidence, reason="The wrong minutes", by=None, now=NOW)
    with pytest.raises(EvidenceMissing):
        make_update(action, "blue")
    make_accepted_evidence(action)
    make_update(action, "blue", "Done and checked.")
    version = action.versions.current().get()
    assert (version.stage, version.actual_on) == (Stage.COMPLETE, NOW.date())


def test_a_rating_rosier_than_the_facts_wants_a_sentence_and_keeps_both() -> None:
    action = make_action(stage=Stage.UNDER_WAY)
    make_milestone(action, date(2021, 10, 31), title="Options drafted")
    with pytest.raises(ContradictsFacts, match="“Options drafted” was missed on 31 October 2021") as refused:
        make_update(action, "green", contradiction="")
    assert refused.value.field == "contradiction"
    update = make_update(action, "green", contradiction="The options were agreed without a draft.")
    assert (update.facts_say, len(update.facts_sentences)) == (RatingKind.OFF_TRACK, 1)
    assert make_update(action, "red", contradiction="").contradiction == ""


def test_two_people_at_once_on_one_action() -> None:
    action = make_action(stage=Stage.UNDER_WAY)
    theirs = make_update(action, "amber", "The supplier is late.")
    facts = UpdateFacts(rating(action, "green"), "All well.")
    with pytest.raises(UpdatedMeanwhile, match="“The supplier is late") as refused:
        add_update(action=action, facts=facts, base=None, by=None, now=LATER)
    assert refused.value.latest == theirs
    assert add_update(action=action, facts=facts, base=theirs.pk, by=None, now=LATER).state == UpdateState.APPROVED


def test_an_officer_updates_the_own_quadrant_and_where_named() -> None:
    quadrant = make_quadrant()
    officer = make_officer(quadrant)
    named, other = make_action(stage=Stage.UNDER_WAY), make_action(stage=Stage.UNDER_WAY)
    make_lead(named, officer)
    for mine in (make_action(quadrant=quadrant, stage=Stage.UNDER_WAY), named):
        assert make_update(mine, by=officer).author == officer
    with pytest.raises(PermissionDenied):
        make_update(other, by=officer)


def test_where_approval_is_wanted_an_update_counts_from_the_approval_on() -> None:
    action, director = action_to_approve(), make_person(Role.DIRECTOR)
    update = make_update(action, "amber", forecast_on=date(2022, 9, 1))
    assert (update.state, latest_update(action)) == (UpdateState.SUBMITTED, None)
    assert action.versions.count() == 1
    approve_update(update=update, by=director, now=LATER)
    assert latest_update(action).counts_from == LATER
    assert action.versions.current().get().forecast_on == date(2022, 9, 1)
    with pytest.raises(NotWaiting, match="approved"):
        send_back_update(update=update, reason="Too late", by=director, now=LATER)


def test_what_was_sent_back_is_written_anew() -> None:
    action, director = action_to_approve(), make_person(Role.DIRECTOR)
    officer = make_officer()
    make_lead(action, officer)
    update = make_update(action, by=officer)
    with pytest.raises(ReasonMissing):
        send_back_update(update=update, reason="", by=director, now=NOW)
    send_back_update(update=update, reason="Say what the panel decided.", by=director, now=NOW)
    facts = UpdateFacts(rating(action, "green"), "The panel agreed the options.")
    anew = add_update(action=action, facts=facts, base=None, by=officer, now=LATER, replaces=update)
    update.refresh_from_db()
    assert (update.state, anew.state, anew.replaces) == (UpdateState.REPLACED, UpdateState.SUBMITTED, update)
    decisions = UpdateReview.objects.order_by("pk").values_list("decision", "reason")
    assert list(decisions) == [("submitted", ""), ("sent_back", "Say what the panel decided."), ("submitted", "")]


def test_nobody_approves_their_own_and_only_approvers_approve() -> None:
    action = action_to_approve()
    director = make_person(Role.DIRECTOR)
    make_lead(action, director)
    own = make_update(action, by=director)
    with pytest.raises(OwnUpdate):
        approve_update(update=own, by=director, now=NOW)
    with pytest.raises(PermissionDenied):
        approve_update(update=own, by=make_officer(), now=NOW)


def test_a_draft_is_its_authors_until_submitted() -> None:
    action, officer = action_to_approve(), make_officer()
    make_lead(action, officer)
    draft = make_update(action, by=officer, draft=True)
    assert (draft.state, latest_update(action)) == (UpdateState.DRAFT, None)
    with pytest.raises(PermissionDenied):
        submit_update(update=draft, by=make_officer(), now=LATER)
    assert submit_update(update=draft, by=officer, now=LATER).state == UpdateState.SUBMITTED


def test_evidence_is_accepted_by_somebody_other_than_who_brought_it_or_leads() -> None:
    action = make_action()
    bringer, lead, other = (make_person(Role.ADMINISTRATOR) for _ in range(3))
    make_lead(action, lead)
    evidence = add_link(action=action, title="Minutes", url="https://minutes.example", by=bringer, now=NOW)
    for owner in (bringer, lead):
        with pytest.raises(OwnEvidence):
            accept_evidence(evidence=evidence, by=owner, now=NOW)
    assert accept_evidence(evidence=evidence, by=other, now=NOW).accepted_by == other
    with pytest.raises(EvidenceDecided):
        accept_evidence(evidence=evidence, by=other, now=NOW)
    assert ActionUpdate.objects.count() == 0
