"""Mappings of exports: what they write, and what they refuse to write. No database."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traded_assessment.export_mapping import (
    CannotWrite,
    Column,
    ColumnKind,
    FileFormat,
    FileMapping,
    Per,
    as_data,
    render,
)
from traded_assessment.export_mapping import read as read_definition
from traded_assessment.export_mapping.definition import (
    Amounts,
    Dates,
    Delimiter,
    Encoding,
    Layout,
    LineEnd,
    Padding,
    Quoting,
)
from traded_assessment.starting_content import shipped_mappings

RECORD = {
    "number": "INV-2021-000001", "customer": "Maple Primary", "issued_on": date(2021, 11, 10),
    "net": Decimal("1234.50"), "urn": 900001, "purchase_order": None,
}  # fmt: skip


def field(name, width=0, padding=Padding.AFTER):
    return Column(name, ColumnKind.FIELD, name, width, padding)


def written(*columns, record=RECORD, **style):
    usual = {"header": False, "encoding": Encoding.UTF_8, "line_end": LineEnd.LF}
    return render(FileMapping("a.csv", Per.DOCUMENT, FileFormat(**usual | style), columns), [record])


def test_fields_constants_and_blanks_stand_in_the_order_of_the_columns():
    columns = field("number"), Column("Source", ColumnKind.CONSTANT, "PORTAL"), Column("Spare", ColumnKind.BLANK)
    assert written(*columns, header=True) == b"number,Source,Spare\nINV-2021-000001,PORTAL,\n"


@pytest.mark.parametrize(
    ("column", "style", "line"),
    [
        ("net", {}, b"1234.50\n"),
        ("net", {"amounts": Amounts.COMMA}, b'"1234,50"\n'),
        ("net", {"amounts": Amounts.COMMA, "delimiter": Delimiter.SEMICOLON}, b"1234,50\n"),
        ("net", {"amounts": Amounts.PENCE}, b"123450\n"),
        ("issued_on", {}, b"2021-11-10\n"),
        ("issued_on", {"dates": Dates.SLASHES}, b"10/11/2021\n"),
        ("issued_on", {"dates": Dates.YEAR_FIRST_SLASHES}, b"2021/11/10\n"),
        ("issued_on", {"dates": Dates.DIGITS}, b"20211110\n"),
        ("urn", {}, b"900001\n"),
        ("purchase_order", {"quoting": Quoting.ALL}, b'""\n'),
        ("customer", {"line_end": LineEnd.CRLF}, b"Maple Primary\r\n"),
        ("customer", {"encoding": Encoding.UTF_8_BOM}, b"\xef\xbb\xbfMaple Primary\n"),
    ],
)
def test_values_are_written_as_the_format_says(column, style, line):
    assert written(field(column), **style) == line


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_no_text_begins_as_a_formula(start):
    assert written(field("customer"), record={"customer": f"{start}1"}) == f"'{start}1\n".encode()
    assert written(Column("C", ColumnKind.CONSTANT, f"{start}1")) == f"'{start}1\n".encode()


def test_a_negative_amount_stays_a_number():
    assert written(field("net"), record={"net": Decimal("-60")}) == b"-60.00\n"


def test_line_breaks_in_a_text_do_not_break_the_row():
    assert written(field("customer"), record={"customer": "1 School Lane\nChelmsford"}) == b"1 School Lane Chelmsford\n"


def test_columns_of_fixed_width_are_filled_up():
    assert written(field("urn", 8), field("net", 9), layout=Layout.FIXED) == b"900001  1234.50  \n"


@pytest.mark.parametrize(
    ("padding", "value", "line"),
    [
        (Padding.BEFORE, Decimal("1234.5"), b"  1234.50\n"),
        (Padding.ZEROS, Decimal("1234.5"), b"001234.50\n"),
        (Padding.ZEROS, Decimal("-60"), b"-00060.00\n"),
        (Padding.ZEROS, None, b"         \n"),
    ],
)
def test_a_figure_stands_to_the_right_or_has_zeros_before_it(padding, value, line):
    assert written(field("net", 9, padding), record={"net": value}, layout=Layout.FIXED) == line


def test_a_heading_has_no_zeros():
    column = field("net", 7, Padding.ZEROS)
    assert written(column, record={"net": Decimal(5)}, layout=Layout.FIXED, header=True) == b"net    \n0005.00\n"


def test_a_mapping_kept_before_there_was_padding_fills_with_spaces_after():
    column = {"heading": "URN", "kind": "field", "value": "urn", "width": 8}
    one = {"name": "a.txt", "per": "document", "format": {"layout": "fixed"}, "columns": [column]}
    assert read_definition({"subject": "invoices", "files": [one]}).files[0].columns[0].padding == Padding.AFTER


def test_a_value_too_long_for_its_column_is_refused_never_cut():
    with pytest.raises(CannotWrite, match="Column “customer” in row 1: “Maple Primary” is longer than 5 characters"):
        written(field("customer", 5), layout=Layout.FIXED)


def test_a_heading_too_long_for_its_column_is_refused():
    with pytest.raises(CannotWrite, match="in the headings"):
        written(field("urn", 2), layout=Layout.FIXED, header=True)


def test_a_letter_that_the_encoding_lacks_is_named():
    with pytest.raises(CannotWrite, match="ASCII has no “é”"):
        written(field("customer"), record={"customer": "St André"}, encoding=Encoding.ASCII)


texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)


@given(st.lists(st.tuples(texts, st.decimals("-9999", "9999", places=2)), max_size=8), st.sampled_from(Delimiter))
def test_a_reader_of_csv_gets_back_what_was_written(rows, delimiter):
    style = FileFormat(delimiter=delimiter, encoding=Encoding.UTF_8)
    one = FileMapping("a.csv", Per.DOCUMENT, style, (field("customer"), field("net")))
    content = render(one, [{"customer": text, "net": net} for text, net in rows])
    found = list(csv.reader(io.StringIO(content.decode(), newline=""), delimiter=delimiter))[1:]
    assert [row[0].removeprefix("'") for row in found] == [" ".join(text.split()).removeprefix("'") for text, _ in rows]
    assert [Decimal(row[1]) for row in found] == [net for _, net in rows]


@given(st.lists(texts, max_size=8), st.integers(1, 12))
def test_every_row_of_fixed_width_is_as_wide_as_its_columns_or_there_is_no_file(values, width):
    style = FileFormat(layout=Layout.FIXED, header=False, encoding=Encoding.UTF_8, line_end=LineEnd.LF)
    one = FileMapping("a.txt", Per.DOCUMENT, style, (field("customer", width), field("urn", 4)))
    records = [{"customer": value, "urn": 7} for value in values]
    try:
        lines = render(one, records).decode().split("\n")[:-1]
    except CannotWrite:
        assert any(len(" ".join(value.split())) > width for value in values)
    else:
        assert [len(line) for line in lines] == [width + 4] * len(values)


@pytest.mark.parametrize("mapping", shipped_mappings(), ids=lambda one: one["name"])
def test_what_ships_can_be_read_and_kept(mapping):
    definition = read_definition(mapping)
    assert read_definition(as_data(definition)) == definition


@pytest.mark.parametrize("mapping", [one for one in shipped_mappings() if "AutoInvoice" in one["name"]])
def test_the_lines_of_autoinvoice_have_a_unique_flexfield_each(mapping):
    """Context and attributes 1 to 15, and among them what tells any two lines apart. Source: domain.md B19."""
    for one in read_definition(mapping).files:
        held = {column.heading: column.value for column in one.columns}
        assert held["INTERFACE_LINE_CONTEXT"]
        assert [f"INTERFACE_LINE_ATTRIBUTE{n}" in held for n in range(1, 16)] == [True] * 15
        assert {"number", "line_number"} <= set(held.values())


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"columns": [{"heading": "X", "kind": "field", "value": "nonsense"}]}, "choose what it holds"),
        ({"columns": []}, "at least one column"),
        ({"format": {"layout": "fixed"}, "columns": [{"heading": "X"}]}, "how wide"),
        ({"format": {"encoding": "klingon"}}, "klingon"),
    ],
)
def test_a_mapping_without_sense_is_refused(changes, words):
    one = {"name": "a.csv", "per": "document", "columns": [{"heading": "X"}]}
    with pytest.raises(ValueError, match=words):
        read_definition({"subject": "invoices", "files": [one | changes]})
