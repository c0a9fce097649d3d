"""A table is pasted or uploaded, its columns are named, and its rows are mended and confirmed on screen."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook

from essex_portal.accounts.roles import Role
from essex_portal.tracker.models import Action, ActionImport
from essex_portal.tracker.services.imports import (
    confirm_draft,
    discard_draft,
)
from essex_portal.tracker.states import DraftState
from tests.factories.accounts import make_account, sign_in
from tests.factories.tracker import make_quadrant
from tests.integration.tracker.imports.conftest import HEADINGS, LATER, ROWS, row, taken

pytestmark = pytest.mark.django_db


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
