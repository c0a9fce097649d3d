"""A row of somebody's table: what it proposes, or in words what stands in its way."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from essex_portal.school_calendar import HalfTerm, calendar_of
from essex_portal.tracker.importing import (
    Known,
    KnownWorkstream,
    guess_columns,
    offices_in,
    read_all,
    read_row,
    split_table,
    suggestions_for,
    texts_of,
)
from essex_portal.tracker.states import ActionField
from essex_portal.ui.table_files import TableRefused
from tests.factories.calendar import HALF_TERMS

KNOWN = Known(
    calendar=calendar_of(
        HalfTerm(first_on, last_on, "2021/22", number, name)
        for number, (name, first_on, last_on) in enumerate(HALF_TERMS, start=1)
    ),
    said_on=date(2021, 11, 10),
    workstreams=(KnownWorkstream(11, 1, "Plans in time", "EHC"), KnownWorkstream(12, 2, "Joint working", "JC")),
    taken={"EHC-1": "Recruit two caseworkers"},
    elsewhere={"MLD": "Statement of action"},
    quadrants={"north-east": 21, "south": 22},
    aims={"1": 31, "every child reads": 31},
    offices={"head of send": "Head of SEND", "director of nursing": "Director of Nursing (NHS)"},
)
SOUND = {"reference": "EHC-7", "title": "Train all settings"}


def said(**texts: str) -> dict[str, str]:
    return {**SOUND, **texts}


def problems(known: Known = KNOWN, **texts: str) -> list[tuple[str, str]]:
    return [(one.field, one.words) for one in read_row(said(**texts), known).problems]


@pytest.mark.parametrize(
    ("headings", "fields"),
    [
        (["Ref", "What will we do?", "When", "Who"], ["reference", "title", "when", "leads"]),
        (["Action", "Lead officer", "Partners", "Due date"], ["title", "leads", "partners", "due"]),
        (["Commitment", "Difference we want to make", "Budget"], ["title", "difference", ""]),
        (["Action", "Task"], ["title", ""]),
        (["Lead", "Owner"], ["leads", "leads"]),
    ],
)
def test_headings_are_guessed(headings, fields):
    assert guess_columns(headings) == fields


def test_what_was_said_of_a_heading_before_wins():
    assert guess_columns(["Action", "RAG notes"], {"rag notes": "detail", "action": ""}) == ["", "detail"]


def test_a_title_above_the_table_is_no_heading():
    table = [
        ["Our plan", "", ""],
        ["", "", ""],
        ["Ref", "Action", "When"],
        ["EHC-7", "Train"],
        ["", "", ""],
        ["", "More"],
    ]
    headings, rows = split_table(table)
    assert headings == ["Ref", "Action", "When"]
    assert rows == [(4, ["EHC-7", "Train", ""]), (6, ["", "More", ""])]


@pytest.mark.parametrize(
    ("table", "words"), [([["Action"], ["Train"]], "one column"), ([["Ref", "Action"]], "no row below")]
)
def test_a_table_of_another_shape_is_refused(table, words):
    with pytest.raises(TableRefused, match=words):
        split_table(table)


def test_columns_that_say_the_same_are_joined():
    assert texts_of(["Head of SEND", "NHS", "x"], ["leads", "leads", ""]) == {"leads": "Head of SEND\nNHS"}


@pytest.mark.parametrize(
    ("texts", "workstream", "number"),
    [
        ({"reference": "EHC-7"}, 11, 7),
        ({"reference": "ehc 07"}, 11, 7),
        ({"reference": "JC2"}, 12, 2),
        ({"reference": "", "workstream": "Joint working"}, 12, None),
        ({"reference": "3", "workstream": "2"}, 12, 3),
        ({"reference": "3.", "workstream": "jc"}, 12, 3),
    ],
)
def test_the_workstream_is_found(texts, workstream, number):
    proposal = read_row(said(**texts), KNOWN).proposal
    assert proposal
    assert (proposal.workstream, proposal.number) == (workstream, number)


def test_rows_that_name_no_workstream_are_of_the_one_said_for_all():
    proposal = read_row({"title": "Train"}, replace(KNOWN, workstream=12)).proposal
    assert proposal
    assert (proposal.workstream, proposal.number) == (12, None)


@pytest.mark.parametrize(
    ("texts", "starts_on", "due_on", "words"),
    [
        ({"when": "summer term 2022"}, date(2022, 4, 19), date(2022, 7, 22), "summer term 2022"),
        ({"when": "Autumn 2 2021"}, date(2021, 11, 1), date(2021, 12, 17), "Autumn 2 2021"),
        ({"when": "happening now"}, date(2021, 11, 10), None, "happening now"),
        ({"starts": "2022-01-04", "due": "1/4/2022"}, date(2022, 1, 4), date(2022, 4, 1), ""),
        ({"due": "1/4/22"}, None, date(2022, 4, 1), ""),
        ({"due": "summer term 2022"}, None, date(2022, 7, 22), "summer term 2022"),
        ({"when": "summer term 2022", "due": "1/7/2022"}, date(2022, 4, 19), date(2022, 7, 1), "summer term 2022"),
        ({"when": "ongoing work", "no_dates": "yes"}, None, None, "ongoing work"),
        ({}, None, None, ""),
    ],
)
def test_timing_is_read_in_the_plans_words(texts, starts_on, due_on, words):
    proposal = read_row(said(**texts), KNOWN).proposal
    assert proposal
    found = proposal.starts_on, proposal.due_on, proposal.when_words
    assert found == (starts_on, due_on, words)


@pytest.mark.parametrize(
    ("texts", "field", "words"),
    [
        ({"title": " "}, "title", "does not say what"),
        ({"title": "x" * 301}, "title", "300 characters"),
        ({"reference": "EHC-1"}, "reference", "EHC-1 is taken: “Recruit two caseworkers”"),
        ({"reference": "MLD-1"}, "reference", "another programme, “Statement of action”"),
        ({"reference": "XYZ-1"}, "reference", "begin with EHC, JC"),
        ({"reference": "first one"}, "reference", "is no reference"),
        ({"reference": "EHC-7", "workstream": "Joint working"}, "reference", "and the row says “Joint working”"),
        ({"reference": ""}, "workstream", "Say which workstream"),
        ({"reference": "", "workstream": "Reading"}, "workstream", "no workstream “Reading”"),
        ({"when": "when we can"}, "when", "names no day"),
        ({"due": "tbc"}, "due", "names no day"),
        ({"starts": "1/5/2022", "due": "1/4/2022"}, "due", "last day is before the first"),
        ({"when": "w" * 201, "no_dates": "yes"}, "when", "200 characters"),
        ({"quadrant": "North-West"}, "quadrant", "North-East, South"),
        ({"aim": "9"}, "aim", "no strategic aim"),
        ({"leads": "Head of Sendd"}, "leads", "knows no office “Head of Sendd”"),
    ],
)
def test_what_stands_in_the_way_is_said_of_its_field(texts, field, words):
    [(at, said_words)] = problems(**texts)
    assert at == field
    assert words in said_words


def test_every_problem_of_a_row_is_said_at_once():
    assert [field for field, _ in problems(title="", reference="EHC-1", aim="9")] == ["title", "reference", "aim"]


@pytest.mark.parametrize(
    ("text", "pk"), [("", None), ("County", None), ("North-East", 21), ("north east quadrant", 21), ("South", 22)]
)
def test_where(text, pk):
    proposal = read_row(said(quadrant=text), KNOWN).proposal
    assert proposal
    assert proposal.quadrant == pk


def test_an_officer_makes_actions_for_the_own_quadrant_only():
    own = replace(KNOWN, for_county=False, quadrants={"south": 22})
    assert [field for field, _ in problems(own)] == ["quadrant"]
    assert [field for field, _ in problems(own, quadrant="North-East")] == ["quadrant"]
    assert not problems(replace(own, quadrant=22))


def test_offices_are_parted_and_called_as_the_tracker_calls_them():
    proposal = read_row(said(leads="• head of SEND; Head of SEND", partners="Director of nursing\nHead of SEND"), KNOWN)
    assert proposal.proposal
    assert proposal.proposal.leads == ("Head of SEND",)
    assert proposal.proposal.partners == ("Director of Nursing (NHS)",)


def test_an_unknown_office_is_what_somebody_said_that_it_is():
    reading = read_row(said(leads="Hd of SEND; Charity"), KNOWN)
    assert reading.unknown == ("Hd of SEND", "Charity")
    chosen = replace(KNOWN, choices={"hd of send": "Head of SEND", "charity": ""})
    proposal = read_row(said(leads="Hd of SEND; Charity"), chosen).proposal
    assert proposal
    assert proposal.leads == ("Head of SEND", "Charity")
    assert suggestions_for("Hd of SEND", KNOWN.offices) == ["Head of SEND"]


def test_the_second_row_of_a_reference_waits():
    readings = read_all([(2, SOUND), (3, said(reference="ehc-7")), (4, said(reference=""))], KNOWN)
    assert readings[2].proposal
    assert [one.words for one in readings[3].problems] == ["Row 2 has the reference EHC-7 too."]
    assert [one.field for one in readings[4].problems] == ["workstream"]


TEXTS = st.dictionaries(
    st.sampled_from([*ActionField.values, "no_dates"]),
    st.one_of(
        st.text(max_size=40), st.sampled_from(["EHC-9", "JC", "now", "1/1/2022", "31/2/2022", "South", "1", "=1+1"])
    ),
)


@given(TEXTS)
def test_any_row_is_sound_or_says_why_not(texts):
    reading = read_row(texts, KNOWN)
    assert (reading.proposal is None) == bool(reading.problems)
    assert all(one.words and one.field in ActionField.values for one in reading.problems)
    if reading.proposal:
        said_on = reading.proposal.starts_on, reading.proposal.due_on
        assert None in said_on or said_on[0] <= said_on[1]
        assert 0 < len(reading.proposal.title) <= 300
        assert len(reading.proposal.when_words) <= 200


@given(st.lists(st.text(st.characters(categories=("L", "N")), min_size=1, max_size=20), max_size=5))
def test_offices_come_back_once_each(names):
    found = offices_in("; ".join(names))
    assert offices_in("\n".join(found)) == found
    assert len({name.casefold() for name in found}) == len(found)


def test_an_import_may_keep_words_that_name_no_days():
    proposal = read_row(said(when="when we can", starts="tbc"), replace(KNOWN, may_be_undated=True)).proposal
    assert proposal
    assert (proposal.when_words, proposal.starts_on, proposal.due_on) == ("when we can", None, None)
