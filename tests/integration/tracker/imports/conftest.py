"""A plan's table on the day after the briefing, and the officer who brings it."""

from datetime import timedelta

import pytest
import time_machine

from essex_portal.accounts.roles import Role
from essex_portal.tracker.models import ActionDraft, ActionImport
from essex_portal.tracker.services.imports import map_columns, take_import
from tests.factories.accounts import make_account
from tests.factories.tracker import NOW, make_action, make_lead, make_programme, make_quadrant, make_workstream

LATER = NOW + timedelta(days=1)
HEADINGS = ["Ref", "Action", "When", "Lead", "Budget"]
ROWS = [
    ["EHC-7", "Train all settings", "1/4/2022", "Head of SEND", "£20,000"],
    ["EHC-1", "Recruit two caseworkers", "when we can", "Head of SEND", ""],
    ["", "Publish the offer", "", "", "=1+1"],
]


@pytest.fixture(autouse=True)
def the_day_after():
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def officer():
    return make_account(Role.QUADRANT_OFFICER, make_quadrant())


@pytest.fixture
def stream(officer):
    """A workstream in which EHC-1 is taken, and whose office of SEND has accepted its part."""
    stream = make_workstream(make_programme(slug="plans"), prefix="EHC")
    action = make_action(stream, quadrant=officer.memberships.get().organisation)
    make_lead(action, organisation_words="County Council")
    return stream


def taken(stream, by, rows=ROWS) -> ActionImport:
    """The table with its columns named, for the officer's own quadrant."""
    found = take_import(
        programme=stream.programme, table=[HEADINGS, *rows], content=b"bytes", filename="plan.csv",
        said_on=NOW.date(), by=by, now=LATER,
    )  # fmt: skip
    return map_columns(
        action_import=found, mapping=["reference", "title", "when", "leads", ""], workstream=stream,
        quadrant=by.memberships.get().organisation, may_be_undated=False, by=by,
    )  # fmt: skip


def row(found: ActionImport, line: int) -> ActionDraft:
    return found.drafts.get(line=line)
