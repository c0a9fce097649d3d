"""Updates by spreadsheet: what is checked is what is saved, conflicts row by row, and nothing lost or saved twice."""

import io
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from essex_portal.accounts.roles import Role
from essex_portal.tracker.models import ActionUpdate, UpdateSheet
from essex_portal.tracker.queries import latest_update
from essex_portal.tracker.services.update_sheets import carry_out, confirm_sheet, upload_sheet
from essex_portal.tracker.sheets import COLUMNS, Column
from essex_portal.ui.sheets import csv_lines
from essex_portal.ui.table_files import read_table
from tests.factories.accounts import make_account, sign_in
from tests.factories.tracker import NOW, make_action, make_programme, make_quadrant, make_update, make_workstream

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


@pytest.fixture(autouse=True)
def the_day_after():
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def officer():
    return make_account(Role.QUADRANT_OFFICER, make_quadrant())


@pytest.fixture
def actions(officer):
    quadrant = officer.memberships.get().organisation
    stream = make_workstream(make_programme(slug="plans"), prefix="EHC")
    return [make_action(stream, quadrant=quadrant, stage="under_way") for _ in range(4)]


def downloaded(client: Client) -> list[list[str]]:
    response = client.get(reverse("tracker:download_sheet", args=["plans"]))
    return read_table(response.content, "updates.xlsx")


def filled(table: list[list[str]], said: dict[str, dict[Column, str]]) -> list[list[str]]:
    """The table with these cells filled in, by reference."""
    at = {column: number for number, column in enumerate(COLUMNS)}
    lines = [row + [""] * (len(COLUMNS) - len(row)) for row in table]
    for row in lines:
        for column, words in said.get(row[at[Column.REFERENCE]], {}).items():
            row[at[column]] = words
    return lines


def words(rating: str, why: str = "As planned.", **more: str) -> dict[Column, str]:
    return {Column.DELIVERY: rating, Column.WHY: why} | {Column[name.upper()]: text for name, text in more.items()}


def checked(table, officer, programme) -> UpdateSheet:
    sheet = upload_sheet(programme=programme, table=table, filename="updates.xlsx", by=officer, now=LATER)
    carry_out(sheet.pk)
    sheet.refresh_from_db()
    return sheet


def saved(sheet, officer, overrule=None) -> UpdateSheet:
    confirm_sheet(sheet=sheet, overrule=overrule or {}, by=officer, now=LATER)
    carry_out(sheet.pk)
    sheet.refresh_from_db()
    return sheet


def states(sheet: UpdateSheet) -> dict[str, str]:
    return {row["reference"]: row["state"] for row in sheet.outcomes}


def test_a_sheet_is_checked_without_saving_and_then_saved(client, officer, actions):
    sign_in(client, officer)
    said = {
        "EHC-1": words("green", forecast="27/5/2022", percent="40%"),
        "EHC-2": words("Amber", "Two posts are vacant.", impact="Red"),
    }
    sheet = checked(filled(downloaded(client), said), officer, actions[0].programme)
    assert states(sheet) == {"EHC-1": "ready", "EHC-2": "ready"}
    assert not ActionUpdate.objects.exists()
    assert states(saved(sheet, officer)) == {"EHC-1": "saved", "EHC-2": "saved"}
    first, second = (latest_update(action) for action in actions[:2])
    assert (first.delivery.code, first.percent, str(first.forecast_on)) == ("green", 40, "2022-05-27")
    assert (second.delivery.code, second.impact.code, second.sentence) == ("amber", "red", "Two posts are vacant.")


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        (words("Purple"), "no rating of this programme"),
        (words("", "Why"), "Give a new rating"),
        (words("Green", ""), "Say why in a sentence"),
        (words("Green", forecast="soon"), "is no date"),
        (words("Green", forecast="1/1/2020"), "Give a forecast on or after that day"),
        (words("Green", percent="most"), "is no percentage"),
        (words("Blue"), "It needs evidence"),
    ],
)
def test_a_row_that_cannot_be_saved_says_why_and_the_others_are(said, refusal, client, officer, actions):
    sign_in(client, officer)
    table = filled(downloaded(client), {"EHC-1": said, "EHC-2": words("Red", "Late.")})
    sheet = saved(checked(table, officer, actions[0].programme), officer)
    assert states(sheet) == {"EHC-1": "refused", "EHC-2": "saved"}
    assert refusal in sheet.outcomes[0]["words"]


def test_rows_of_another_programme_and_of_another_quadrant_are_refused(client, officer, actions):
    sign_in(client, officer)
    elsewhere = make_action(actions[0].workstream, quadrant=make_quadrant())
    table = filled(downloaded(client), {"EHC-1": words("Red", "Late.")})
    foreign = ["other-plan", *table[1][1:]]
    theirs = [table[1][0], elsewhere.reference, *table[1][2:]]
    sheet = checked([*table, foreign, theirs], officer, actions[0].programme)
    assert [row["state"] for row in sheet.outcomes] == ["ready", "refused", "refused"]
    assert "another programme" in sheet.outcomes[1]["words"]
    assert "no action" in sheet.outcomes[2]["words"]


def test_a_conflict_is_shown_and_nobodys_words_are_lost(client, officer, actions):
    sign_in(client, officer)
    table = filled(downloaded(client), {"EHC-1": words("Red", "Mine.")})
    theirs = make_update(actions[0], "amber", "Theirs.")
    sheet = saved(checked(table, officer, actions[0].programme), officer)
    assert states(sheet) == {"EHC-1": "conflict"}
    assert "Theirs." in sheet.outcomes[0]["words"]
    assert latest_update(actions[0]) == theirs
    newest = make_update(actions[0], "amber", "Theirs again.")
    assert states(saved(sheet, officer, {2: theirs.pk})) == {"EHC-1": "conflict"}, "a newer one has come"
    assert states(saved(sheet, officer, {2: newest.pk})) == {"EHC-1": "saved"}
    assert list(actions[0].updates.values_list("sentence", flat=True)) == ["Mine.", "Theirs again.", "Theirs."]


def test_a_second_run_saves_nothing_twice(client, officer, actions):
    sign_in(client, officer)
    sheet = checked(filled(downloaded(client), {"EHC-1": words("Red", "Late.")}), officer, actions[0].programme)
    for _ in range(2):
        saved(sheet, officer)
    assert actions[0].updates.count() == 1


def post(client: Client, content: bytes, name: str = "updates.xlsx"):
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("tracker:upload_sheet", args=["plans"]), {"file": file})


@pytest.mark.parametrize(
    ("content", "name", "refusal"),
    [
        (b"", "updates.xlsx", "empty"),
        (b"%PDF-1.7", "updates.pdf", "ending in .xlsx or .csv"),
        (b"Reference,Why\nEHC-1,Late", "updates.csv", "lacks the column"),
        ("".join(csv_lines(COLUMNS, [("plans", "EHC-1")])).encode(), "updates.csv", "Nothing is filled in"),
    ],
)
def test_a_wrong_file_is_refused_beside_its_field(content, name, refusal, client, officer, actions):
    sign_in(client, officer)
    assert refusal in post(client, content, name).content.decode()
    assert not UpdateSheet.objects.exists()


def test_a_sheet_is_its_senders_alone(client, officer, actions):
    sign_in(client, officer)
    sheet = checked(filled(downloaded(client), {"EHC-1": words("Red", "Late.")}), officer, actions[0].programme)
    other = sign_in(Client(), make_account(Role.ADMINISTRATOR))
    assert other.get(reverse("tracker:sheet", args=[sheet.pk])).status_code == 404
    page = client.get(reverse("tracker:sheet", args=[sheet.pk])).content.decode()
    assert "Nothing is saved yet" in page


def test_the_download_has_no_formula_and_only_what_one_updates(client, officer, actions):
    sign_in(client, officer)
    make_action(actions[0].workstream, quadrant=make_quadrant())
    response = client.get(reverse("tracker:download_sheet", args=["plans"]))
    sheet = load_workbook(io.BytesIO(response.content)).active
    assert [row[1].value for row in sheet.iter_rows(min_row=2)] == ["EHC-1", "EHC-2", "EHC-3", "EHC-4"]
    assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}
