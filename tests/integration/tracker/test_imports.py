"""Actions by import: every row is a draft until confirmed, its source stays, and one row is one action."""

import io
from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook

from essex_portal.accounts.roles import Role
from essex_portal.audit.models import AuditEvent
from essex_portal.tracker.models import Action, ActionDraft, ActionImport
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
    take_import,
)
from essex_portal.tracker.services.refusals import ClosedProgramme
from essex_portal.tracker.states import DraftState, Handshake, PartyRole, ProgrammeState
from tests.factories.accounts import make_account, sign_in
from tests.factories.tracker import NOW, make_action, make_lead, make_programme, make_quadrant, make_workstream

pytestmark = pytest.mark.django_db
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


@pytest.mark.parametrize("change", [{"cells": ["other"]}, {"line": 99}])
def test_what_was_read_stays(stream, officer, change):
    found = taken(stream, officer)
    with pytest.raises(IntegrityError, match="what was read stays"), transaction.atomic():
        found.drafts.filter(line=2).update(**change)


def test_what_was_decided_stays(stream, officer):
    found = taken(stream, officer)
    discard_draft(draft=row(found, 2), by=officer, now=LATER)
    with pytest.raises(IntegrityError, match="what became of it"), transaction.atomic():
        found.drafts.filter(line=2).update(state=DraftState.DRAFT)


def test_a_confirmed_row_without_an_action_cannot_be(stream, officer):
    found = taken(stream, officer)
    with pytest.raises(IntegrityError, match="a_confirmed_row_is_an_action"), transaction.atomic():
        found.drafts.filter(line=2).update(state=DraftState.CONFIRMED)


def test_each_step_is_in_the_audit_trail(stream, officer):
    found = taken(stream, officer)
    edit_draft(draft=row(found, 2), said={"title": "Other"}, by=officer)
    discard_draft(draft=row(found, 2), by=officer, now=LATER)
    discard_import(action_import=found, by=officer, now=LATER)
    events = AuditEvent.objects.filter(event__startswith="import.").order_by("pk").values_list("event", flat=True)
    assert list(events) == [
        "import.taken", "import.mapped", "import.row_edited", "import.row_discarded", "import.discarded",
    ]  # fmt: skip


# --- Pages


def send(client: Client, **data):
    day = {"said_on_day": "10", "said_on_month": "11", "said_on_year": "2021"}
    return client.post(reverse("tracker:new_import", args=["plans"]), {"pasted": "", **day, **data})


def pasted(rows=ROWS) -> str:
    return "\n".join("\t".join(cells) for cells in [HEADINGS, *rows])


def spreadsheet(rows) -> SimpleUploadedFile:
    book, content = Workbook(), io.BytesIO()
    for cells in rows:
        book.active.append(cells)
    book.save(content)
    return SimpleUploadedFile("plan.xlsx", content.getvalue())


def name_columns(client: Client, found: ActionImport, **more: str):
    address = reverse("tracker:import_columns", args=[found.pk])
    form = client.get(address).context["form"]
    said = {name: form[name].value() or "" for name in form.fields}
    return client.post(address, {**said, **more})


def test_a_pasted_table_comes_to_the_tracker(client, stream, officer):
    sign_in(client, officer)
    response = send(client, pasted=pasted())
    found = ActionImport.objects.get()
    assert response.url == reverse("tracker:import_columns", args=[found.pk])
    assert (str(found), found.headings) == ("Pasted table", HEADINGS)
    name_columns(client, found, workstream=stream.pk)
    address = reverse("tracker:import", args=[found.pk])
    page = client.get(address)
    assert [one.draft.line for one in page.context["page"]] == [3]
    assert "EHC-1 is taken" in page.content.decode()
    assert client.get(f"{address}?show=sound").context["sound"] == 2
    client.post(reverse("tracker:confirm_import_row", args=[found.pk, 2]))
    action = Action.objects.get(reference="EHC-7")
    shown = client.get(reverse("tracker:action", args=["plans", action.reference])).content.decode()
    assert "Pasted table, row 2" in shown
    assert "£20,000" in shown


def test_what_was_said_of_the_columns_is_remembered_in_the_programme(client, stream, officer):
    sign_in(client, officer)
    send(client, pasted=pasted())
    name_columns(client, ActionImport.objects.get(), column_4="detail")
    send(client, file=spreadsheet([HEADINGS, *ROWS]))
    page = client.get(reverse("tracker:import_columns", args=[ActionImport.objects.first().pk]))
    assert page.context["form"]["column_4"].value() == "detail"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Choose a file or paste a table"),
        ({"pasted": "Ref\nEHC-1"}, "There is one column only"),
        ({"pasted": "Ref\tAction"}, "no row below them"),
        ({"pasted": " \n "}, "Choose a file or paste a table"),
        ({"pasted": "Ref\tAction\n" * 2100}, "more than 2,000 lines"),
        ({"said_on_day": "41", "pasted": "Ref\tAction\nEHC-1\tx"}, "The day of the plan must be a real date"),
    ],
)
def test_a_table_that_cannot_be_read_says_why_and_keeps_what_was_pasted(client, stream, officer, data, words):
    sign_in(client, officer)
    page = send(client, **data).content.decode()
    assert words in page
    assert data.get("pasted", "")[:4].strip() in page
    assert not ActionImport.objects.exists()


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (SimpleUploadedFile("plan.pdf", b"%PDF"), "ending in .xlsx or .csv"),
        (SimpleUploadedFile("plan.xlsx", b"PK\x03\x04 not"), "not a spreadsheet that can be read"),
        (SimpleUploadedFile("plan.csv", b"a,b\n" + b"x" * 5 * 1024 * 1024), "smaller than 5 MB"),
        (SimpleUploadedFile("plan.csv", b""), "empty"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(client, stream, officer, file, words):
    sign_in(client, officer)
    file.seek(0)
    assert words in send(client, file=file).content.decode()


def test_columns_need_to_say_what_will_be_done_once(client, stream, officer):
    sign_in(client, officer)
    send(client, pasted=pasted())
    found = ActionImport.objects.get()
    assert "Say which column has what will be done" in name_columns(client, found, column_1="").content.decode()
    page = name_columns(client, found, column_4="title").content.decode()
    assert "Another column is “What will be done” already" in page
    assert client.get(reverse("tracker:import", args=[found.pk])).status_code == 302


def test_a_row_is_mended_beside_its_cells_and_confirmed(client, stream, officer):
    found = taken(stream, officer)
    sign_in(client, officer)
    address = reverse("tracker:import_row", args=[found.pk, 3])
    page = client.get(address)
    assert "What stands in its way" in page.content.decode()
    said = {"title": "Recruit two more", "reference": "EHC-1", "when": "when we can"}
    page = client.post(address, said)
    assert set(page.context["form"].errors) == {"reference", "when"}
    assert "Recruit two more" in page.content.decode()
    client.post(address, said | {"reference": "", "no_dates": "on", "confirm": "yes"})
    action = row(found, 3).action
    assert action.versions.current().get().title == "Recruit two more"
    assert action.versions.current().get().when_words == "when we can"
    assert "It became" in client.get(address).content.decode()


def test_rows_of_others_are_not_found(client, stream, officer):
    found = taken(stream, officer)
    pages = [
        reverse("tracker:import", args=[found.pk]),
        reverse("tracker:import_columns", args=[found.pk]),
        reverse("tracker:import_offices", args=[found.pk]),
        reverse("tracker:discard_import", args=[found.pk]),
        reverse("tracker:import_row", args=[found.pk, 2]),
    ]
    sign_in(client, make_account(Role.QUADRANT_OFFICER, make_quadrant()))
    assert [client.get(page).status_code for page in pages] == [404] * 5
    assert client.post(reverse("tracker:confirm_import_row", args=[found.pk, 2])).status_code == 404
    sign_in(client, make_account(Role.ADMINISTRATOR))
    assert {client.get(page).status_code for page in pages} == {200}
    assert row(found, 2).state == DraftState.DRAFT


def test_the_rows_take_the_same_number_of_queries(client, stream, officer):
    sign_in(client, officer)
    client.get("/")
    counts = {queries_of_rows(client, stream, officer, many) for many in (3, 30)}
    assert len(counts) == 1
    assert max(counts.pop()) <= 15


def queries_of_rows(client, stream, officer, many: int) -> tuple[int, ...]:
    """The statements of each tab, when so many rows stand in it."""
    rows = [["", f"Action {number}", "", "Head of SEND", ""] for number in range(3 * many)]
    found = taken(stream, officer, rows)
    for draft in found.drafts.all()[:many]:
        confirm_draft(draft=draft, by=officer, now=LATER)
    for draft in found.drafts.filter(state=DraftState.DRAFT)[:many]:
        discard_draft(draft=draft, by=officer, now=LATER)
    counts = []
    for show in ("sound", "confirmed", "discarded"):
        with CaptureQueriesContext(connection) as queries:
            page = client.get(f"{reverse('tracker:import', args=[found.pk])}?show={show}")
        assert len(page.context["page"]) == many
        counts.append(len(queries))
    return tuple(counts)
