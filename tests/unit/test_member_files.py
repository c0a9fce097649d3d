"""Reading a list of members, and what it would change."""

import io
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from essex_portal.ui.table_files import TableRefused, day_of
from partnerships.membership import Held, KindRule, Span
from partnerships.membership.files import LIMITS, MemberRow, read_members
from partnerships.membership.plans import Known, KnownPartnership, KnownSchool, key_of, plan_of

SEP, JAN = date(2021, 9, 1), date(2022, 1, 4)


def csv_file(*lines: str, encoding: str = "utf-8") -> bytes:
    return "\r\n".join(lines).encode(encoding)


def xlsx_file(*rows: tuple) -> bytes:
    book, content = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(content)
    return content.getvalue()


class TestReading:
    @pytest.mark.parametrize(
        ("content", "name"),
        [
            (csv_file("Partnership,School,URN", "Marsh,Oak Primary,114805"), "a.csv"),
            (csv_file("Partnership;School;URN", "Marsh;Oak Primary;114805"), "a.csv"),
            (csv_file("Members 2021,,", "URN,PARTNERSHIP NAME,School name", "114805,Marsh, Oak Primary "), "a.csv"),
            (xlsx_file(("Partnership", "School", "URN"), ("Marsh", "Oak Primary", 114805)), "a.xlsx"),
            (xlsx_file(("Partnership", "School", "URN"), ("Marsh", "Oak Primary", 114805.0)), "a.csv"),
        ],
    )
    def test_finds_the_columns_by_their_headings(self, content, name):
        [row] = read_members(content, name)
        assert (row.partnership, row.school, row.urn) == ("Marsh", "Oak Primary", "114805")

    def test_days_of_a_spreadsheet_are_dates(self):
        rows = (("Partnership", "School", "From"), ("Marsh", "Oak", datetime(2021, 9, 1)))  # noqa: DTZ001 (a cell)
        assert day_of(read_members(xlsx_file(*rows), "a.xlsx")[0].from_on) == SEP

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (csv_file("Name,Place", "Marsh,Oak"), "heading “Partnership” and a heading “School” or “URN”"),
            (csv_file("Partnership,School"), "no school below them"),
            (b"", "empty"),
            (b"\x00\x01\x02", "not text"),
            (b"PK\x03\x04 broken", "not a spreadsheet"),
            (csv_file("Partnership,School", *["Marsh,Oak"] * (LIMITS.lines + 1)), "more than 2,000 lines"),
        ],
    )
    def test_a_file_of_another_shape_is_refused_with_words(self, content, words):
        with pytest.raises(TableRefused, match=words):
            read_members(content, "a.csv")

    @given(st.binary(max_size=300))
    def test_whatever_is_sent_is_read_or_refused(self, content):
        try:
            read_members(content, "a.csv")
        except TableRefused:
            return

    def test_a_defused_cell_is_read_as_it_was(self):
        [row] = read_members(csv_file("Partnership,School", "'=Marsh,Oak"), "a.csv")
        assert row.partnership == "=Marsh"

    @pytest.mark.parametrize("text", ["2021-09-01", "1/9/2021", "01.09.2021", "1 9 2021"])
    def test_days_as_people_write_them(self, text):
        assert day_of(text) == SEP

    @pytest.mark.parametrize("text", ["soon", "31/2/2021", "9/2021", "1/9/21/3"])
    def test_no_day(self, text):
        with pytest.raises(ValueError):
            day_of(text)


CLUSTER, TRUST = KindRule("local_cluster"), KindRule("trust", Span(date.min))
MARSH, FEN = KnownPartnership(1, "Marsh", CLUSTER), KnownPartnership(2, "Fen Trust", TRUST)
OTHER = KnownPartnership(3, "Elsewhere", CLUSTER, closed_to="Not yours.")
OAK_TRUST = KnownPartnership(4, "Oak Trust", TRUST)
OAK, ELM = KnownSchool(10, "Oak Primary", 110), KnownSchool(11, "Elm Primary", 111)
GONE = KnownSchool(12, "Gone Primary", 112, closed_on=date(2020, 8, 31))


def known(**held):
    """`held` are memberships by the school's first name."""
    schools = {one.name.split()[0].lower(): one for one in (OAK, ELM, GONE)}
    return Known(
        partnerships={one.name.casefold(): one for one in (MARSH, FEN, OTHER, OAK_TRUST)},
        schools={one.name.casefold(): one for one in schools.values()},
        urns={one.urn: one for one in schools.values()},
        held={schools[name].pk: memberships for name, memberships in held.items()},
    )


def member(partnership, first=date(2020, 9, 1), until=None, key=7):
    days = Span(first, until)
    return Held(partnership.pk, partnership.name, "", partnership.kind.only_one_of(days), days, key)


def row(partnership="Marsh", school="Oak Primary", line=2, **more):
    return MemberRow(line=line, partnership=partnership, school=school, **more)


def plan(*rows, there=None, complete=False, choices=None):
    return plan_of(rows, there or known(), from_on=SEP, complete=complete, choices=choices or {})


class TestPlanning:
    def test_adds_whom_the_directory_lacks(self):
        [add] = plan(row()).adds
        assert (add.school, add.partnership, add.span) == (OAK, MARSH, Span(SEP))

    def test_the_number_goes_before_the_name(self):
        [add] = plan(row(school="Elm Primary", urn="110")).adds
        assert add.school == OAK

    def test_leaves_who_is_there(self):
        found = plan(row(), there=known(oak=[member(MARSH)]))
        assert (len(found.same), found.adds, found.ends) == (1, [], [])

    def test_ends_with_a_last_day(self):
        found = plan(row(last_on="31/12/2021", reason="Moved"), there=known(oak=[member(MARSH)]))
        [end] = found.ends
        assert (end.until, end.reason, end.key) == (date(2022, 1, 1), "Moved", 7)

    def test_a_move_is_an_end_and_an_add_in_either_order(self):
        there = known(oak=[member(FEN)])
        end, add = row("Fen Trust", last_on="31/12/2021"), row("Oak Trust", line=3, from_on="1/1/2022")
        found = plan(end, add, there=there)
        assert (len(found.ends), len(found.adds), found.conflicts) == (1, 1, [])

    def test_a_complete_list_ends_whom_it_lacks_in_its_own_partnerships(self):
        there = known(oak=[member(MARSH)], elm=[member(MARSH, key=8), member(FEN, key=9)])
        assert plan(row(), there=there).ends == []
        [end] = plan(row(), there=there, complete=True).ends
        assert (end.school, end.until, end.key) == (ELM, SEP, 8)

    @pytest.mark.parametrize(
        ("rows", "there", "words"),
        [
            ([row("Elsewhere")], {}, "Not yours."),
            ([row(from_on="soon")], {}, "“soon” is no date"),
            ([row(from_on="1/9/2021", last_on="31/8/2021")], {}, "The last day is before the first"),
            ([row(last_on="31/12/2021")], {}, "is not in Marsh on its last day"),
            ([row(school="Gone Primary")], {}, "has closed"),
            ([row("Oak Trust")], {"oak": [member(FEN)]}, "Oak Primary is in Fen Trust from 1 September 2020"),
            ([row("Oak Trust"), row("Fen Trust", line=3)], {}, "Oak Primary is in Oak Trust"),
            ([row(), row(line=3, from_on="1/9/2021", last_on="1/10/2021")], {}, "twice"),
            ([row()], {"oak": [member(MARSH, first=JAN)]}, "is in Marsh on other days of this time"),
        ],
    )
    def test_conflicts_say_why(self, rows, there, words):
        found = plan(*rows, there=known(**there))
        assert words in found.conflicts[-1].words

    def test_unknown_names_are_asked_once_and_change_nothing(self):
        found = plan(row("Marsch"), row("Marsch", school="Elm Primary", line=3), row(school="Oke", line=4))
        assert [(one.what, one.name, one.lines) for one in found.unknown] == [
            ("partnership", "Marsch", (2, 3)), ("school", "Oke", (4,)),
        ]  # fmt: skip
        assert found.adds == []

    def test_a_choice_says_what_a_name_means_or_leaves_it_out(self):
        rows = (row("Marsch"), row(school="Oke", line=3), row(school="Nobody", line=4))
        choices = {key_of("partnership", "Marsch"): 1, key_of("school", "Oke"): 11, key_of("school", "Nobody"): 0}
        found = plan(*rows, choices=choices)
        assert [(add.line, add.school.name) for add in found.adds] == [(2, "Oak Primary"), (3, "Elm Primary")]
        assert ([one.line for one in found.left_out], found.unknown) == ([4], [])


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Marsh", "Fen Trust", "Oak Trust", "Elsewhere", "Marsch"]),
            st.sampled_from(["Oak Primary", "Elm Primary", "Gone Primary", "Nobody"]),
        ),
        max_size=8,
    ),
    st.booleans(),
)
def test_every_row_is_accounted_for_and_no_school_is_in_two_trusts(pairs, complete):
    rows = [row(partnership, school, line=line) for line, (partnership, school) in enumerate(pairs, start=2)]
    found = plan(*rows, there=known(elm=[member(MARSH)]), complete=complete)
    asked = {line for one in found.unknown for line in one.lines}
    done = [one.line for one in (*found.adds, *found.same, *found.conflicts)]
    assert sorted({*done, *asked}) == [one.line for one in rows]
    in_trusts = [add.school.pk for add in found.adds if add.partnership.kind == TRUST]
    assert len(in_trusts) == len(set(in_trusts))
