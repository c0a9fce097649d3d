"""Finance's tables of journals and exports to the ledger."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from essex_portal.jobs.states import JobState
from essex_portal.ui.tables import (
    CodeColumn,
    DayColumn,
    MomentColumn,
    MoneyColumn,
    NumberColumn,
    PortalTable,
    TagColumn,
)
from traded_assessment.models import ExportBatch, JournalBatch, JournalPosting
from traded_assessment.states import JournalState

LINK = '<a class="govuk-link" href="{}">{}</a>'
JOBS = {JobState.READY: "good", JobState.FAILED: "bad"}


class JournalTable(PortalTable):
    caption = "Journals"
    caption_hidden = True

    reference = CodeColumn(accessor="pk", verbose_name="Journal")
    period_end = DayColumn(verbose_name="Date")
    count = NumberColumn(verbose_name="Postings", orderable=False)
    total = MoneyColumn(verbose_name="Total")
    state = TagColumn(verbose_name="Status", tones={JournalState.POSTED: "good", JournalState.MADE: "info"})
    made_by = tables.Column(verbose_name="Made by", orderable=False)

    class Meta:
        empty_text = "There is no journal yet. Choose the last day of a period above."

    def render_reference(self, record: JournalBatch) -> SafeString:
        return format_html(LINK, reverse("traded_assessment:journal", args=[record.pk]), record.reference)


class PostingTable(PortalTable):
    caption = "Postings"

    position = NumberColumn(verbose_name="Line")
    cost_centre = CodeColumn(verbose_name="Cost centre")
    subjective = CodeColumn(verbose_name="Subjective")
    activity = CodeColumn(verbose_name="Activity")
    debit = MoneyColumn(verbose_name="Debit")
    credit = MoneyColumn(verbose_name="Credit")
    reference = CodeColumn(verbose_name="Reference")
    description = tables.Column(verbose_name="Description", orderable=False)

    def render_debit(self, value: Any) -> str:
        return _or_nothing(value)

    def render_credit(self, value: Any) -> str:
        return _or_nothing(value)

    def render_reference(self, record: JournalPosting) -> SafeString:
        address = reverse("traded_assessment:invoice", args=[record.invoice.number])
        return format_html(LINK, address, record.reference)


class ExportTable(PortalTable):
    caption = "Exports"
    caption_hidden = True

    pk = CodeColumn(verbose_name="Export")
    version = tables.Column(verbose_name="Mapping", orderable=False)
    first_on = DayColumn(verbose_name="From")
    last_on = DayColumn(verbose_name="To")
    rows = NumberColumn(accessor="ids", verbose_name="Rows", orderable=False)
    made_at = MomentColumn(verbose_name="Made")
    made_by = tables.Column(verbose_name="By", orderable=False)
    state = TagColumn(accessor="document__state", verbose_name="Status", tones=JOBS, orderable=False)

    class Meta:
        empty_text = "Nothing was exported yet."

    def render_pk(self, record: ExportBatch) -> SafeString:
        return format_html(LINK, reverse("traded_assessment:export_batch", args=[record.pk]), f"Export {record.pk}")

    def render_rows(self, value: list[int]) -> str:
        return f"{len(value):,}"

    def render_state(self, record: ExportBatch) -> SafeString:
        tone = JOBS.get(JobState(record.document.state), "neutral")
        words = record.document.get_state_display()
        return format_html('<strong class="govuk-tag portal-tag--{}">{}</strong>', tone, words)


def _or_nothing(value: Any) -> str:
    return f"£{value:,.2f}" if value else ""
