"""Tables of the bank's files and of their rows."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from essex_portal.ui.tables import (
    DayColumn,
    MomentColumn,
    MoneyColumn,
    NumberColumn,
    PortalTable,
    SelectColumn,
    TagColumn,
)
from traded_assessment.models import BankFile, BankRow
from traded_assessment.queries.bank_files import Suggestion
from traded_assessment.states import BankRowState

ROW_TONES = {BankRowState.RECORDED.value: "good", BankRowState.SET_ASIDE.value: "neutral"}


class BankFileTable(PortalTable):
    caption = "Files sent"
    caption_hidden = True

    filename = tables.Column(verbose_name="File")
    sent_at = MomentColumn(verbose_name="Sent")
    sent_by = tables.Column(verbose_name="By", orderable=False)
    rows_count = NumberColumn(verbose_name="Rows")
    open_count = NumberColumn(verbose_name="To decide")
    recorded_sum = MoneyColumn(verbose_name="Recorded")

    class Meta:
        empty_text = "No file has been sent yet."

    def render_filename(self, value: str, record: BankFile) -> str:
        address = reverse("traded_assessment:bank_file", args=[record.pk])
        return format_html('<a class="govuk-link" href="{}">{}</a>', address, value)


class _RowTable(PortalTable):
    """Rows with what they may be for; a record is a `Suggestion`."""

    line = NumberColumn(verbose_name="Line", accessor="row__line", orderable=False)
    day = DayColumn(verbose_name="Received", accessor="row__day", orderable=False, empty_values=(), default="–")
    amount = MoneyColumn(verbose_name="Amount", accessor="row__amount", orderable=False, default="–")
    words = tables.Column(verbose_name="The bank’s words", accessor="row__words", orderable=False)

    def render_day(self, record: Suggestion) -> Any:
        return DayColumn().render(record.row.day) if record.row.day else "Not readable"


class ReadyTable(_RowTable):
    caption = "Ready to record"
    caption_hidden = True
    row_header = "line"

    selected = SelectColumn(label="row", accessor="row__pk")
    pays = tables.Column(verbose_name="Pays", accessor="invoices", orderable=False)

    class Meta:
        sequence = ("selected", "line", "...", "pays")

    def render_pays(self, record: Suggestion) -> str:
        return _invoices(record)


class DoubtfulTable(_RowTable):
    caption = "For you to decide"
    caption_hidden = True
    row_header = "line"

    why = tables.Column(verbose_name="Why", accessor="proposal__doubt__words", orderable=False)
    perhaps = tables.Column(verbose_name="Perhaps for", accessor="proposal", orderable=False)
    decide = tables.Column(verbose_name="Decide", accessor="row__pk", orderable=False)

    def render_perhaps(self, record: Suggestion) -> str:
        return ", ".join(record.proposal.suggestions[0]) if record.proposal.suggestions else "–"

    def render_decide(self, value: int, record: Suggestion) -> str:
        address = reverse("traded_assessment:bank_row", args=[value])
        return format_html(
            '<a class="govuk-link" href="{}">Decide<span class="govuk-visually-hidden"> about line {}</span></a>',
            address,
            record.row.line,
        )


class LeftOutTable(_RowTable):
    caption = "Left out"
    caption_hidden = True
    row_header = "line"

    why = tables.Column(verbose_name="Why", accessor="proposal__doubt__words", orderable=False)


class DecidedTable(PortalTable):
    """Rows that were recorded or set aside."""

    caption = "Decided"
    caption_hidden = True

    line = NumberColumn(verbose_name="Line", orderable=False)
    day = DayColumn(verbose_name="Received", orderable=False)
    amount = MoneyColumn(verbose_name="Amount", orderable=False)
    words = tables.Column(verbose_name="The bank’s words", orderable=False)
    state = TagColumn(verbose_name="Decision", tones=ROW_TONES, orderable=False)
    what = tables.Column(verbose_name="What for", accessor="pk", orderable=False)
    decided_by = tables.Column(verbose_name="By", orderable=False)

    def render_what(self, record: BankRow) -> str:
        if record.state == BankRowState.RECORDED:
            paid = ((one.payment.invoice.number, one.payment.amount) for one in record.payments.all())
            return _links((number, MoneyColumn().render(amount)) for number, amount in paid)
        address = reverse("traded_assessment:bank_row", args=[record.pk])
        return format_html(
            '{} <a class="govuk-link" href="{}">Put back<span class="govuk-visually-hidden"> line {}</span></a>',
            record.reason,
            address,
            record.line,
        )


def _invoices(suggestion: Suggestion) -> str:
    return _links((one.number, one.customer) for one in suggestion.invoices)


def _links(parts: Any) -> str:
    """Invoice numbers as links, each with a word on it."""
    rows = ((reverse("traded_assessment:invoice", args=[number]), number, word) for number, word in parts)
    return format_html_join(mark_safe("<br>"), '<a class="govuk-link portal-nowrap" href="{}">{}</a>, {}', rows)
