"""A filled-in spreadsheet is read back, and one that was changed is refused with words."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from essex_portal.tracker.sheets import COLUMNS, FILLED_IN, Column, read_rows
from essex_portal.ui.sheets import csv_lines, spreadsheet
from essex_portal.ui.table_files import MOST_BYTES, TableRefused, day_of, read_pasted, read_table

HEADINGS = list(COLUMNS)


def line(**cells: str) -> list[str]:
    known = {"programme": "statement", "reference": "EHC-1", "seen": "7"} | cells
    return [known.get(column.name.lower(), "") for column in COLUMNS]


def test_only_filled_in_lines_are_read():
    table = [HEADINGS, line(), line(reference="ehc-2", delivery="Green", why="As planned."), line(reference="")]
    [row] = read_rows(table)
    assert (row.line, row.reference, row.base, row.delivery, row.why) == (3, "EHC-2", 7, "Green", "As planned.")


@pytest.mark.parametrize("column", [Column.REFERENCE, Column.SEEN, *FILLED_IN])
def test_a_changed_heading_is_named(column):
    headings = ["Something else" if name == column else name for name in HEADINGS]
    with pytest.raises(TableRefused, match=column.value):
        read_rows([headings, line(why="Yes")])


def test_columns_may_stand_in_another_order():
    table = [list(reversed(HEADINGS)), list(reversed(line(delivery="Red", why="Late.")))]
    assert read_rows(table)[0].why == "Late."


@pytest.mark.parametrize(
    ("seen", "base"), [("7", 7), ("0", None), ("", None), ("=1", None), ("-3", None), ("７", None)]
)
def test_the_update_that_was_seen_is_a_number(seen, base):
    assert read_rows([HEADINGS, line(seen=seen, why="x")])[0].base == base


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("", None),
        ("2022-05-27", date(2022, 5, 27)),
        ("27/5/2022", date(2022, 5, 27)),
        ("27.05.2022", date(2022, 5, 27)),
    ],
)
def test_days_are_read_as_they_are_written(text, day):
    assert day_of(text) == day


@pytest.mark.parametrize("text", ["soon", "31/2/2022", "May 2022", "2022"])
def test_what_is_no_day_is_said(text):
    with pytest.raises(ValueError, match="is no date"):
        day_of(text)


@pytest.mark.parametrize(("text", "number"), [("", None), ("40", 40), ("40%", 40), (" 100 %", 100), ("0", 0)])
def test_percentages(text, number):
    assert read_rows([HEADINGS, line(percent=text, why="x")])[0].percentage == number


@pytest.mark.parametrize("text", ["101", "-1", "half", "4.5"])
def test_what_is_no_percentage_is_said(text):
    with pytest.raises(ValueError, match="is no percentage"):
        _ = read_rows([HEADINGS, line(percent=text, why="x")])[0].percentage


CELLS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=20).map(lambda text: " ".join(text.split()))


@settings(deadline=None, max_examples=30)  # openpyxl is loaded within
@given(st.lists(st.lists(CELLS, min_size=len(HEADINGS), max_size=len(HEADINGS)), max_size=5))
def test_what_is_written_comes_back_from_csv_and_spreadsheet(lines):
    table = [HEADINGS, *lines]
    plain = [[cell.removeprefix("'") for cell in row] for row in table]
    written = "".join(csv_lines(COLUMNS, lines)).encode()
    assert [[cell.removeprefix("'") for cell in row] for row in read_table(written, "updates.csv")] == plain
    book = spreadsheet("Updates", COLUMNS, lines)
    read = [row + [""] * (len(HEADINGS) - len(row)) for row in read_table(book, "updates.xlsx")]
    assert [[cell.removeprefix("'") for cell in row] for row in read[: len(plain)]] == plain[: len(read)]


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "a.csv", "empty"),
        (b"PK\x03\x04nonsense", "a.xlsx", "cannot|can be read"),
        (b"\x00\x01\x02", "a.csv", "not text"),
        (b"a" * (MOST_BYTES + 1), "a.csv", "larger than 2 MB"),
        (b"a\n" * 2100, "a.csv", "more than 2,000 lines"),
    ],
)
def test_a_file_that_is_no_table_is_refused(content, name, words):
    with pytest.raises(TableRefused, match=words):
        read_table(content, name)


def test_a_table_is_pasted_out_of_a_spreadsheet():
    text = io.StringIO()
    csv.writer(text, delimiter="\t").writerows([["What", "Who"], ["Train settings, all of them", "ECC"]])
    assert read_pasted(text.getvalue()) == [["What", "Who"], ["Train settings, all of them", "ECC"]]
