"""Reading register files: what is taken, what is rejected by the row, and what is refused as a whole."""

import datetime as dt
import gzip
import io
import random
import zipfile
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from essex_portal.organisations.register import text as register_text
from essex_portal.organisations.register.checking import CheckedFile, check_register, date_in_name
from essex_portal.organisations.register.refusals import RegisterRefusedError
from essex_portal.organisations.register.rows import COLUMNS, SOURCES, SchoolRow, read_schools
from tests.factories.register import csv_text, register_file, register_row


def schools(file: io.BytesIO) -> list[SchoolRow]:
    return [row for _, row in read_schools(check_register(file).table)]


def one(**columns: str) -> SchoolRow:
    return schools(register_file([register_row(114700, **columns)]))[0]


def refusal(file: io.BytesIO) -> RegisterRefusedError:
    with pytest.raises(RegisterRefusedError) as refused:
        check_register(file)
    return refused.value


def checked(*rows: dict[str, str]) -> CheckedFile:
    return check_register(register_file(rows))


def test_fields_and_columns_are_in_the_same_order() -> None:
    assert tuple(field for field, _, _ in SOURCES) == SchoolRow._fields


def test_a_row_is_typed() -> None:
    row = one(**{"OpenDate": "01-09-2005", "PercentageFSM": "18.08", "Easting": "0", "Trusts (code)": "2062"})
    assert (row.urn, row.name, row.status) == (114700, "Example Primary School", 1)
    assert row.opened_on == dt.date(2005, 9, 1)
    assert row.free_school_meals_percent == Decimal("18.08")
    assert (row.easting, row.trust_uid) == (0, 2062)


def test_a_thin_row_invents_nothing() -> None:
    names = {"URN", "EstablishmentName", "LA (code)", "TypeOfEstablishment (code)", "EstablishmentStatus (code)"}
    thin = {column: value if column in names else "" for column, value in register_row(114700).items()}
    row = schools(register_file([thin]))[0]
    empty = {value for field, value in row._asdict().items() if field not in KNOWN_OF_A_THIN_ROW}
    assert empty == {None, ""}


KNOWN_OF_A_THIN_ROW = {"urn", "name", "local_authority_id", "type_id", "status"}


@pytest.mark.parametrize(
    ("column", "cell", "field", "value"),
    [
        ("TypeOfEstablishment (code)", "01", "type_id", 1),
        ("EstablishmentNumber", "0611", "establishment_number", 611),
        ("LA (code)", "000", "local_authority_id", 0),
        ("OpenDate", "31/08/2012", "opened_on", dt.date(2012, 8, 31)),
        ("CloseDate", "1-9-2012", "closed_on", dt.date(2012, 9, 1)),
        ("Postcode", "cm12dx", "postcode", "CM1 2DX"),
        ("Postcode", "ng22 0ea", "postcode", "NG22 0EA"),
        ("Postcode", "2036", "postcode", "2036"),
        ("EstablishmentName", " St\u00a0Mary’s  School ", "name", "St Mary’s School"),
        ("Street", "Lane End\r\nHigh Street", "street", "Lane End High Street"),
        ("Federations (name)", "St Teresa\x92s", "federation", "St Teresa’s"),
    ],
)
def test_spellings_of_the_register_are_read(column: str, cell: str, field: str, value: object) -> None:
    row = schools(register_file([register_row(114700, **{column: cell})], encoding="utf-8"))[0]
    assert getattr(row, field) == value


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("URN", "", "URN is empty"),
        ("URN", "12a", "URN is “12a”, which is not a whole number"),
        ("EstablishmentName", " ", "EstablishmentName is empty"),
        ("EstablishmentName", "x" * 201, "EstablishmentName is longer than 200 characters"),
        ("EstablishmentStatus (code)", "9", "EstablishmentStatus (code) is 9, which is not from 1 to 4"),
        ("OpenDate", "31-02-2020", "OpenDate is “31-02-2020”, which is not a date like 31-08-2023"),
        ("OpenDate", "2020-01-31", "OpenDate is “2020-01-31”, which is not a date like 31-08-2023"),
        ("PercentageFSM", "NaN", "PercentageFSM is “NaN”, which is not a number"),
        ("PercentageFSM", "101", "PercentageFSM is 101, which is not from 0 to 100"),
        ("SchoolCapacity", "-1", "SchoolCapacity is “-1”, which is not a whole number"),
        ("SchoolCapacity", "²", "SchoolCapacity is “²”, which is not a whole number"),
    ],
)
def test_a_row_that_cannot_be_taken_is_rejected_with_its_line(column: str, cell: str, reason: str) -> None:
    found = checked(register_row(114699), register_row(114700, **{column: cell}))
    assert [(row.line, row.reason) for row in found.rejected] == [(3, reason)]
    assert found.read == 2


def test_closing_before_opening_is_rejected() -> None:
    found = checked(register_row(1), register_row(2, OpenDate="02-09-2012", CloseDate="01-09-2012"))
    assert [row.reason for row in found.rejected] == ["CloseDate is before OpenDate"]


def test_a_row_with_a_comma_too_many_is_rejected_and_the_next_one_read() -> None:
    header, first, second, _ = csv_text([register_row(1), register_row(2)], COLUMNS).split("\r\n")
    file = io.BytesIO("\r\n".join([header, first + ",shifted", second, ""]).encode())
    found = check_register(file)
    assert [(row.line, row.urn) for row in found.rejected] == [(2, "")]
    assert [row.urn for row in schools(file)] == [2]


def test_lines_are_those_of_the_file_where_cells_hold_line_breaks() -> None:
    file = register_file([register_row(1, Street="a\nb\nc"), register_row(2), register_row("x")])
    assert [row.line for row in check_register(file).rejected] == [6]


HEADER = ",".join(f'"{column}"' for column in COLUMNS)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n", "empty"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "web page"),
        (b"PK\x03\x04\x14\x00", "ZIP file or an Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "Excel"),
        ("URN,LA".encode("utf-16"), "Unicode text"),
        (b"%PDF-1.7", "PDF"),
        (b"URN\x00\x01\x02", "not a text file"),
        (b"field,code,name\r\nLA,881,Essex\r\n", "not a school register"),
        (b"URN;LA (code);EstablishmentName\r\n1;881;x\r\n", "not separated by commas"),
        (HEADER.encode() + b"\r\n", "no schools"),
        (HEADER.replace("URN", "EstablishmentName").encode() + b"\r\n", "missing: URN"),
        (HEADER.encode() + b',"Urn"\r\n', "same name: URN"),
        (gzip.compress(HEADER.encode() * 99)[:-20], "packing is damaged"),
    ],
)
def test_a_wrong_file_is_refused_whole(content: bytes, words: str) -> None:
    assert words in str(refusal(io.BytesIO(content)))


def test_a_real_workbook_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
    assert "Excel workbook" in str(refusal(file))


def test_all_missing_columns_are_named() -> None:
    columns = [column for column in COLUMNS if column not in {"Postcode", "LA (code)"}]
    refused = refusal(register_file([register_row(1)], columns=columns))
    assert str(refused) == "Line 1: These columns of a school register file are missing: LA (code), Postcode."


@pytest.mark.parametrize("lost", [1, 30, 90])
def test_a_file_that_ends_within_a_row_is_refused_with_the_line(lost: int) -> None:
    whole = register_file([register_row(1), register_row(2), register_row(3)]).getvalue()
    refused = refusal(io.BytesIO(whole[: -2 - lost]))
    assert refused.line == 4
    assert "cut off" in refused.reason


def test_a_file_that_ends_within_quotation_marks_is_refused_with_the_line_where_they_begin() -> None:
    whole = csv_text([register_row(1), register_row(2, EstablishmentName="Infants, Juniors")], COLUMNS)
    refused = refusal(io.BytesIO(whole[: whole.index("Juniors")].encode()))
    assert (refused.line, "cut off" in refused.reason) == (3, True)


def test_two_rows_of_a_urn_are_refused_with_both_lines() -> None:
    refused = refusal(register_file([register_row(7), register_row(8), register_row("0007")]))
    assert str(refused).startswith("Line 4: URN 7 is already on line 2.")


def test_a_file_without_one_good_row_is_refused() -> None:
    refused = refusal(register_file([register_row("x"), register_row("y")]))
    assert str(refused) == "Line 2: No row of the file can be taken. URN is “x”, which is not a whole number."


def test_a_file_that_is_too_big_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register_text, "MOST_BYTES", 2_000)
    packed = io.BytesIO(gzip.compress(register_file(map(register_row, range(1, 100))).getvalue()))
    assert "bigger than" in str(refusal(packed))


def test_a_last_row_without_a_line_break_is_taken_with_a_warning() -> None:
    whole = register_file([register_row(1)]).getvalue().removesuffix(b"\r\n")
    assert whole.endswith(b"01-09-2023")  # the last column is filled, so nothing shows that anything is lost
    found = check_register(io.BytesIO(whole))
    assert (found.read, len(found.warnings)) == (1, 1)


def test_progress_reaches_the_end_of_the_file() -> None:
    seen: list[tuple[int, int]] = []
    check_register(register_file(map(register_row, range(1, 4500))), progress=lambda *done: seen.append(done))
    assert seen == [(2000, 4500), (4000, 4500)]


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("edubasealldata20231116.csv", dt.date(2023, 11, 16)),
        ("register-2024-02-29.csv.gz", dt.date(2024, 2, 29)),
        ("edubasealldata20231399.csv", None),
        ("register.csv", None),
        ("copy-of-1202311160.csv", None),
    ],
)
def test_the_date_in_a_file_name(name: str, day: dt.date | None) -> None:
    assert date_in_name(name) == day


ROWS = [
    register_row(114698, EstablishmentName="École d’Été, Étude", Street='The "Old" Lane'),
    register_row(114699, **{"TypeOfEstablishment (code)": "34", "OpenDate": "01-09-2012", "Town": ""}),
    register_row(114700, **{"EstablishmentNumber": "611", "Locality": "Two\r\nlines"}),
]
CODES = ("LA (code)", "TypeOfEstablishment (code)", "EstablishmentNumber", "PhaseOfEducation (code)")


@given(
    seed=st.integers(0, 2**32),
    padding=st.integers(0, 4),
    encoding=st.sampled_from(["cp1252", "utf-8", "utf-8-sig"]),
    packed=st.booleans(),
    unknown=st.lists(st.text(st.characters(codec="cp1252", exclude_characters='"\x00'), max_size=12), max_size=5),
)
def test_order_padding_encoding_and_more_columns_make_no_difference(
    seed: int, padding: int, encoding: str, packed: bool, unknown: list[str]
) -> None:
    more = [f"New {number} {name}" for number, name in enumerate(unknown)]
    columns = [*COLUMNS, *more]
    random.Random(seed).shuffle(columns)  # noqa: S311
    rows = [row | {code: row[code].zfill(padding) for code in CODES} | dict.fromkeys(more, "é") for row in ROWS]
    content = register_file(rows, columns=columns, encoding=encoding).getvalue()
    assert schools(io.BytesIO(gzip.compress(content) if packed else content)) == EXPECTED


EXPECTED = schools(register_file(ROWS))
