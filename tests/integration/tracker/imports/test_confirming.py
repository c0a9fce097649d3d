"""A row of an import is a draft until somebody confirms it, and one row is one action."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from essex_portal.accounts.roles import Role
from essex_portal.tracker.models import Action
from essex_portal.tracker.services.imports import (
    DraftDecided,
    RowNotSound,
    carry_out,
    confirm_draft,
    confirm_import,
    discard_draft,
    discard_import,
    edit_draft,
    map_columns,
    name_offices,
)
from essex_portal.tracker.services.refusals import ClosedProgramme
from essex_portal.tracker.states import DraftState, Handshake, PartyRole, ProgrammeState
from tests.factories.accounts import make_account
from tests.factories.tracker import make_quadrant
from tests.integration.tracker.imports.conftest import LATER, ROWS, row, taken

pytestmark = pytest.mark.django_db


def test_a_confirmed_row_is_an_action_with_its_office_and_its_source(stream, officer):
    found = taken(stream, officer)
    action = confirm_draft(draft=row(found, 2), by=officer, now=LATER)
    version = action.versions.current().get()
    assert (action.reference, action.source) == ("EHC-7", "plan.csv, row 2")
    assert (version.title, version.baseline_on) == ("Train all settings", date(2022, 4, 1))
    assert version.quadrant == officer.memberships.get().organisation
    party = action.parties.get().versions.current().get()
    assert (party.role, str(party)) == (PartyRole.LEAD, "Head of SEND (County Council)")
    assert party.handshake == Handshake.NOT_ASKED
    draft = row(found, 2)
    assert (draft.state, draft.action, draft.decided_by) == (DraftState.CONFIRMED, action, officer)
    assert draft.cells == ROWS[0]


def test_a_row_confirmed_twice_is_one_action(stream, officer):
    found = taken(stream, officer)
    again = row(found, 2)
    first = confirm_draft(draft=row(found, 2), by=officer, now=LATER)
    assert confirm_draft(draft=again, by=officer, now=LATER) == first
    assert Action.objects.filter(reference="EHC-7").count() == 1


def test_a_row_with_a_problem_stays_a_draft(stream, officer):
    found = taken(stream, officer)
    with pytest.raises(RowNotSound, match=r"Row 3 .*EHC-1 is taken.*names no day"):
        confirm_draft(draft=row(found, 3), by=officer, now=LATER)
    assert row(found, 3).state == DraftState.DRAFT


def test_all_sound_rows_are_confirmed_by_a_worker_once(stream, officer):
    found = taken(stream, officer)
    asked = confirm_import(action_import=found, by=officer)
    assert confirm_import(action_import=found, by=officer) == asked
    carry_out(asked.pk)
    carry_out(asked.pk)
    states = list(found.drafts.values_list("line", "state"))
    assert states == [(2, DraftState.CONFIRMED), (3, DraftState.DRAFT), (4, DraftState.CONFIRMED)]
    assert row(found, 4).action.reference == "EHC-8"
    assert Action.objects.filter(programme=stream.programme).count() == 3


def test_a_mended_row_stays_mended_when_the_columns_are_named_anew(stream, officer):
    found = taken(stream, officer)
    edit_draft(draft=row(found, 3), said={"title": "Recruit three", "reference": "EHC-9", "when": ""}, by=officer)
    map_columns(
        action_import=found, mapping=["", "", "", "", "title"], workstream=None, quadrant=None, may_be_undated=True,
        by=officer,
    )  # fmt: skip
    assert row(found, 3).said == {"title": "Recruit three", "reference": "EHC-9"}
    assert row(found, 2).said == {"title": "£20,000"}


def test_an_unknown_office_becomes_what_was_said_of_it(stream, officer):
    rows = [["", "One", "", "Hd of SEND", ""], ["", "Two", "", "Charity", ""]]
    found = taken(stream, officer, rows)
    with pytest.raises(RowNotSound, match="knows no office “Hd of SEND”"):
        confirm_draft(draft=row(found, 2), by=officer, now=LATER)
    choices = {"Hd of SEND": "Head of SEND (County Council)", "Charity": ""}
    name_offices(action_import=found, choices=choices, by=officer)
    found.refresh_from_db()
    names = [str(confirm_draft(draft=row(found, line), by=officer, now=LATER).parties.get().versions.get())
             for line in (2, 3)]  # fmt: skip
    assert names == ["Head of SEND (County Council)", "Charity"]


def test_a_discarded_row_becomes_no_action(stream, officer):
    found = taken(stream, officer)
    discard_draft(draft=row(found, 2), by=officer, now=LATER)
    with pytest.raises(DraftDecided, match="Row 2 is decided already: discarded"):
        confirm_draft(draft=row(found, 2), by=officer, now=LATER)
    assert discard_import(action_import=found, by=officer, now=LATER) == 2
    assert Action.objects.filter(programme=stream.programme).count() == 1


def test_an_officer_does_not_import_into_another_quadrant(stream, officer):
    found = taken(stream, officer)
    other = make_account(Role.QUADRANT_OFFICER, make_quadrant())
    with pytest.raises(PermissionDenied, match="your own quadrant"):
        confirm_draft(draft=row(found, 2), by=other, now=LATER)
    assert row(found, 2).state == DraftState.DRAFT


def test_a_closed_programme_takes_no_import(stream, officer):
    stream.programme.state = ProgrammeState.CLOSED
    with pytest.raises(ClosedProgramme):
        taken(stream, officer)
