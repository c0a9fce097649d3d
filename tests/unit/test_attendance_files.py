"""Reading attendance out of files, and finding whom they mean."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from essex_portal.ui.table_files import TableRefused
from traded_assessment.attendance_files import FileRow, KnownPerson, match, read_attendance
from traded_assessment.states import Attendance

PEOPLE = [
    KnownPerson(1, "A. Teacher", "a@maple.example", "Maple", "900001"),
    KnownPerson(2, "A. Teacher", "", "Oak", "900002"),
    KnownPerson(3, "Deputy", "", "Oak", "900002"),
]


def row(name="", email="", school="", attendance=Attendance.ATTENDED):
    return FileRow(2, name, email, school, attendance)


@pytest.mark.parametrize(
    ("one", "found"),
    [
        (row(email="A@MAPLE.example"), {1}),
        (row(name="  deputy "), {3}),
        (row(name="A. Teacher"), set()),
        (row(name="A. Teacher", school="Oak"), {2}),
        (row(name="A. Teacher", school="900002"), {2}),
        (row(name="Deputy", email="unknown@oak.example"), {3}),
        (row(name="Nobody"), set()),
    ],
)
def test_whom_a_line_means(one, found):
    said, unknown = match([one], PEOPLE)
    assert set(said) == found
    assert unknown == ([] if found else [one])


def test_said_twice_attended_counts():
    rows = [row(name="Deputy", attendance=Attendance.ATTENDED), row(name="Deputy", attendance=Attendance.ABSENT)]
    assert match(rows, PEOPLE)[0] == {3: Attendance.ATTENDED}
    assert match(rows[::-1], PEOPLE)[0] == {3: Attendance.ATTENDED}


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_words_for_yes_and_no(separator):
    words = {"Yes": "attended", "x": "attended", "no": "absent", "Did not attend": "absent", "": "not_recorded"}
    lines = [separator.join(("Name", "Attended")), *(f"P{n}{separator}{word}" for n, word in enumerate(words))]
    assert [one.attendance for one in read_attendance("\n".join(lines).encode())] == list(words.values())


def test_a_cell_that_was_defused_is_read_as_it_was():
    assert read_attendance(b"Name\n'=Lead\n")[0].name == "=Lead"


@given(st.binary(max_size=300))
def test_whatever_is_sent_is_read_or_refused(content):
    with suppress(TableRefused):
        assert read_attendance(content)


def test_a_cell_without_an_end_is_refused():
    with pytest.raises(TableRefused, match="Line 2 of the file cannot be read"):
        read_attendance(b'Name\n"' + b"x" * 200_000)
