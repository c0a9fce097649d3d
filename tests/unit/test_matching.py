"""Payments in a bank's file: reading it, and finding their invoices."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from essex_portal.money import ZERO
from essex_portal.ui.table_files import TableRefused
from traded_assessment.matching import (
    BankRow,
    Columns,
    DateOrder,
    Doubt,
    OpenInvoice,
    allocate,
    bank_rows,
    guess_columns,
    numbers_in,
    propose,
    read_sheet,
)
from traded_assessment.matching.columns import date_order_of, read_amount, read_day

BARCLAYS = b"""Number,Date,Account,Amount,Subcategory,Memo
\t,12/01/2022,20-00-00 00000000,110.00,Counter Credit,MAPLE PRIMARY INV-2021-000001 BGC
\t,13/01/2022,20-00-00 00000000,-9.50,Direct Debit,CHARGES
"""
LEDGER = "Statement of 0012345;;;;\n;;;;\nPosting date;Paid out;Paid in;Balance;Narrative\n" \
    "2022-01-12;;1,110.00;5,000.00;Oak Academy – INV 2021/2\n2022-01-13;20.00;;4,980.00;Fee\n"  # fmt: skip


class TestReading:
    def test_a_plain_file(self):
        sheet = read_sheet(BARCLAYS)
        assert sheet.headings == ("Number", "Date", "Account", "Amount", "Subcategory", "Memo")
        assert [line for line, _ in sheet.rows] == [2, 3]
        assert sheet.how_it_was_read == "UTF-8, separated by comma"

    @pytest.mark.parametrize(
        ("encoding", "words"),
        [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("utf-16", "UTF-16"), ("cp1252", "Windows-1252")],
    )
    def test_any_encoding_and_lines_above_the_headings(self, encoding, words):
        sheet = read_sheet(LEDGER.encode(encoding))
        assert sheet.headings == ("Posting date", "Paid out", "Paid in", "Balance", "Narrative")
        assert sheet.rows[0] == (4, ("2022-01-12", "", "1,110.00", "5,000.00", "Oak Academy – INV 2021/2"))
        assert sheet.how_it_was_read == f"{words}, separated by semicolon"

    @pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
    def test_any_separator(self, separator):
        text = separator.join(["Date", "Amount", "Text"]) + "\n" + separator.join(["1/2/2022", "5", "a"])
        assert read_sheet(text.encode()).headings == ("Date", "Amount", "Text")

    def test_headings_tell_columns_apart_and_short_rows_are_filled(self):
        sheet = read_sheet(b"Date,Text,Text,\n1/2/2022,a\n")
        assert sheet.headings == ("Date", "Text", "Text (2)", "Column 4")
        assert sheet.rows[0][1] == ("1/2/2022", "a", "", "")

    def test_a_quoted_cell_may_have_lines(self):
        sheet = read_sheet(b'Date,Text\n1/2/2022,"two\nlines"\n2/2/2022,b\n')
        assert [line for line, _ in sheet.rows] == [2, 4]

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"", "empty"),
            (b" \n\n", "empty"),
            (b"\x00\x01\x02PK", "not text"),
            (b"Dear Sir", "no table"),
            (b"Date,Amount\n", "no table"),
            (b"a,b\n" * 5002, "more than 5,000 lines"),
            (b"x" * (5 * 1024 * 1024 + 1), "larger than 5 MB"),
            (b'Date,Amount\n1,"' + b"9" * 200_000 + b'"\n', "cannot be read"),
        ],
    )
    def test_what_is_no_table_is_refused_in_words(self, content, words):
        with pytest.raises(TableRefused, match=words):
            read_sheet(content)

    @given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
    def test_any_bytes_are_read_or_refused(self, content):
        try:
            sheet = read_sheet(content)
        except TableRefused:
            return
        columns = guess_columns(sheet)
        assert columns.fit(sheet)
        assert len(list(bank_rows(sheet, columns))) == len(sheet.rows)


class TestColumns:
    def test_they_are_guessed(self):
        assert guess_columns(read_sheet(BARCLAYS)) == Columns(
            day="Date", amount="Amount", words=("Memo",), date_order=DateOrder.DAY_FIRST
        )
        assert guess_columns(read_sheet(LEDGER.encode())) == Columns(
            day="Posting date",
            amount="Paid in",
            words=("Narrative",),
            date_order=DateOrder.YEAR_FIRST,
            paid_out="Paid out",
        )

    def test_money_out_is_below_nought(self):
        sheet = read_sheet(LEDGER.encode())
        rows = list(bank_rows(sheet, guess_columns(sheet)))
        assert [(row.day, row.amount) for row in rows] == [
            (date(2022, 1, 12), Decimal("1110.00")),
            (date(2022, 1, 13), Decimal("-20.00")),
        ]

    @pytest.mark.parametrize(
        ("text", "order", "day"),
        [
            ("31/12/2021", DateOrder.DAY_FIRST, date(2021, 12, 31)),
            ("31-12-21", DateOrder.DAY_FIRST, date(2021, 12, 31)),
            ("31.12.2021", DateOrder.DAY_FIRST, date(2021, 12, 31)),
            ("31 Dec 2021", DateOrder.DAY_FIRST, date(2021, 12, 31)),
            ("31-December-2021", DateOrder.MONTH_FIRST, date(2021, 12, 31)),
            ("12/31/2021", DateOrder.MONTH_FIRST, date(2021, 12, 31)),
            ("2021-12-31", DateOrder.YEAR_FIRST, date(2021, 12, 31)),
            ("20211231", DateOrder.YEAR_FIRST, date(2021, 12, 31)),
            ("2021-12-31T09:30:00", DateOrder.YEAR_FIRST, date(2021, 12, 31)),
            ("31/12/2021 09:30", DateOrder.DAY_FIRST, date(2021, 12, 31)),
            ("12/31/2021", DateOrder.DAY_FIRST, None),
            ("31/02/2021", DateOrder.DAY_FIRST, None),
            ("soon", DateOrder.DAY_FIRST, None),
        ],
    )
    def test_days(self, text, order, day):
        assert read_day(text, order) == day

    def test_the_order_of_dates_is_the_one_that_fits_most(self):
        assert date_order_of(["01/02/2022", "03/02/2022"]) == DateOrder.DAY_FIRST
        assert date_order_of(["01/02/2022", "02/28/2022"]) == DateOrder.MONTH_FIRST
        assert date_order_of(["2022-02-01"]) == DateOrder.YEAR_FIRST

    @pytest.mark.parametrize(
        ("text", "amount"),
        [
            ("110", "110.00"), ("1,234.50", "1234.50"), ("£12.5", "12.50"), ("GBP 12.00", "12.00"),
            ("12.00 CR", "12.00"), ("+5.00", "5.00"), (".50", "0.50"), ("-5.00", "-5.00"), ("\u22125.00", "-5.00"),
            ("5.00-", "-5.00"), ("(5.00)", "-5.00"), ("5.00 DR", "-5.00"),
            ("1.234,50", None), ("12,34", None), ("", None), ("abc", None),
            ("1e9", None), ("99999999999", None),
        ],
    )  # fmt: skip
    def test_amounts(self, text, amount):
        assert read_amount(text) == (None if amount is None else Decimal(amount))

    @given(st.decimals(min_value=-9_999_999, max_value=9_999_999, places=2))
    def test_any_amount_is_read_as_it_is_written(self, amount):
        assert read_amount(f"{amount:,.2f}") == amount

    def test_equal_rows_have_keys_of_their_own_and_the_same_ones_in_another_file(self):
        text = b"Date,Amount,Text\n1/2/2022,5.00,a\n1/2/2022,5.00,a\n"
        sheet = read_sheet(text)
        other = read_sheet(b"Date,Amount,Text\n1/1/2022,1.00,b\n01/02/2022,5.00, A \n")
        first, second = bank_rows(sheet, guess_columns(sheet))
        *_, again = bank_rows(other, guess_columns(other))
        assert first.key != second.key
        assert again.key == first.key


def row(amount=110, words="INV-2021-000001", day=date(2022, 1, 12), key="k", line=2):
    return BankRow(line, day, None if amount is None else Decimal(amount), words, key)


TODAY = date(2022, 2, 1)
INVOICES = {
    one.number: one
    for one in (
        OpenInvoice("INV-2021-000001", Decimal(110), "Maple Primary School"),
        OpenInvoice("INV-2021-000002", Decimal(60), "Oak Academy"),
        OpenInvoice("INV-2021-000003", Decimal(0), "Elm School"),
        OpenInvoice("INV-2021-000004", Decimal(60), "Ash Infant School"),
        OpenInvoice("INV-2021-000005", Decimal(-5), "Fir School"),
    )
}


def one(bank_row, known=frozenset()):
    [proposal] = propose([bank_row], INVOICES, known, today=TODAY)
    return proposal


class TestProposing:
    @pytest.mark.parametrize(
        "words",
        [
            "INV-2021-000001",
            "inv 2021 1",
            "BGC INV2021000001 MAPLE",
            "Inv/2021/000001.",
            "INV_2021_0001 INV-2021-000001",
        ],
    )
    def test_a_number_and_its_amount_are_ready(self, words):
        assert one(row(words=words)) == replace(one(row()), row=row(words=words))
        assert (one(row(words=words)).numbers, one(row()).doubt) == (("INV-2021-000001",), None)

    def test_one_row_may_pay_several_invoices(self):
        proposal = one(row(170, "INV-2021-000001 and INV-2021-000002"))
        assert (proposal.numbers, proposal.doubt) == (("INV-2021-000001", "INV-2021-000002"), None)

    @pytest.mark.parametrize(
        ("bank_row", "doubt", "suggestions"),
        [
            (row(day=None), Doubt.UNREADABLE, ()),
            (row(amount=None), Doubt.UNREADABLE, ()),
            (row(day=date(2022, 2, 2)), Doubt.AHEAD, ()),
            (row(-5), Doubt.MONEY_OUT, ()),
            (row(0), Doubt.MONEY_OUT, ()),
            (row(99, "MAPLE"), Doubt.NO_NUMBER, ()),
            (row(60, "OAK ACADEMY"), Doubt.SEVERAL, (("INV-2021-000002",), ("INV-2021-000004",))),
            (row(60, "ASH INFANT"), Doubt.SEVERAL, (("INV-2021-000004",), ("INV-2021-000002",))),
            (row(110, "INV-2021-000099"), Doubt.UNKNOWN_NUMBER, (("INV-2021-000001",),)),
            (row(0.5, "INV-2021-000003"), Doubt.SETTLED, (("INV-2021-000003",),)),
            (row(5, "INV-2021-000005"), Doubt.SETTLED, (("INV-2021-000005",),)),
            (row(100), Doubt.TOO_LITTLE, (("INV-2021-000001",),)),
            (row(60), Doubt.TOO_LITTLE, (("INV-2021-000001",), ("INV-2021-000002",), ("INV-2021-000004",))),
            (row(120), Doubt.TOO_MUCH, (("INV-2021-000001",),)),
            (row(150, "INV-2021-000001 INV-2021-000002"), Doubt.TOO_LITTLE, (("INV-2021-000001", "INV-2021-000002"),)),
        ],
    )
    def test_everything_else_is_a_doubt_with_suggestions(self, bank_row, doubt, suggestions):
        proposal = one(bank_row)
        assert (proposal.doubt, proposal.suggestions) == (doubt, suggestions)
        assert doubt.words

    def test_what_an_earlier_file_had_is_a_doubt(self):
        assert one(row(), {"k"}).doubt == Doubt.KNOWN

    def test_a_second_row_for_the_same_invoice_is_a_doubt(self):
        first, second = propose([row(), row(key="l", line=3)], INVOICES, today=TODAY)
        assert (first.doubt, second.doubt) == (None, Doubt.TWICE_IN_FILE)

    @pytest.mark.parametrize(
        ("words", "numbers"),
        [
            ("RCH-2021-000012", ("RCH-2021-000012",)),
            ("INV-2021-000001, INV-2021-000001", ("INV-2021-000001",)),
            ("PREINV-2021-000001", ()),
            ("INV-2021-0000017", ()),
            ("INV 2021", ()),
            ("PO-4711 TB-7KQ4XM", ()),
        ],
    )
    def test_numbers(self, words, numbers):
        assert numbers_in(words) == numbers

    def test_an_amount_fills_the_invoices_in_their_order_and_the_last_takes_the_rest(self):
        pair = [INVOICES["INV-2021-000001"], INVOICES["INV-2021-000002"]]
        assert allocate(Decimal(170), pair) == [("INV-2021-000001", 110), ("INV-2021-000002", 60)]
        assert allocate(Decimal(130), pair) == [("INV-2021-000001", 110), ("INV-2021-000002", 20)]
        assert allocate(Decimal(100), pair) == [("INV-2021-000001", 100)]
        assert allocate(Decimal(200), pair) == [("INV-2021-000001", 110), ("INV-2021-000002", 90)]
        assert allocate(Decimal(5), [INVOICES["INV-2021-000003"]]) == [("INV-2021-000003", 5)]


amounts = st.decimals(min_value="-50", max_value="300", places=2)
invoices = st.lists(amounts, min_size=1, max_size=6).map(
    lambda owed: [OpenInvoice(f"INV-2021-{place:06d}", sum_, "School") for place, sum_ in enumerate(owed, start=1)]
)


@given(st.decimals(min_value="0.01", max_value="2000", places=2), invoices)
def test_not_a_penny_is_lost_or_made(amount, owing):
    shares = allocate(amount, owing)
    assert sum((share for _, share in shares), ZERO) == amount
    assert all(share > 0 for _, share in shares)
    owed = {one.number: one.outstanding for one in owing}
    assert all(share <= max(owed[number], ZERO) for number, share in shares if number != owing[-1].number)


@given(st.lists(st.tuples(amounts, st.integers(0, 7), st.integers(0, 7)), max_size=12), invoices)
def test_what_is_ready_pays_its_invoices_to_the_penny_and_each_once(lines, owing):
    rows = [
        row(amount, f"INV-2021-{first} INV-2021-{second}", key=str(place))
        for place, (amount, first, second) in enumerate(lines)
    ]
    proposals = propose(rows, {one.number: one for one in owing}, today=TODAY)
    assert [proposal.row for proposal in proposals] == rows
    ready = [proposal for proposal in proposals if proposal.doubt is None]
    owed = {one.number: one.outstanding for one in owing}
    for proposal in ready:
        assert sum(owed[number] for number in proposal.numbers) == proposal.row.amount
    paid = [number for proposal in ready for number in proposal.numbers]
    assert len(paid) == len(set(paid))
