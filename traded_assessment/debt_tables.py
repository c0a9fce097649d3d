"""Tables of disputes and write-offs, for finance."""

from typing import Any

import django_tables2 as tables
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from essex_portal.ui.tables import CodeColumn, DayColumn, MoneyColumn, PortalTable, TagColumn
from traded_assessment.models import Dispute, WriteOff
from traded_assessment.states import WriteOffState

WRITE_OFF_TONES = {
    WriteOffState.PROPOSED: "warn",
    WriteOffState.APPROVED: "good",
    WriteOffState.REFUSED: "neutral",
    WriteOffState.WITHDRAWN: "neutral",
}


class _AboutInvoices(PortalTable):
    caption_hidden = True
    row_header = "invoice"

    invoice = CodeColumn(accessor="invoice__number", verbose_name="Invoice")
    school_name = tables.Column(verbose_name="School")
    owed = MoneyColumn(verbose_name="Left to pay")

    def render_invoice(self, value: str) -> SafeString:
        return linked("invoice", value, value)


class DisputeTable(_AboutInvoices):
    caption = "Disputes"

    opened_at = DayColumn(verbose_name="Opened")
    reason = tables.Column(verbose_name="What is wrong", orderable=False)
    closed_at = tables.Column(verbose_name="Answer", empty_values=())

    class Meta:
        sequence = ("invoice", "school_name", "owed", "opened_at", "reason", "closed_at")
        empty_text = "No invoice is in dispute, and none was."

    def __init__(self, *args: Any, may_answer: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.may_answer = may_answer

    def render_closed_at(self, record: Dispute) -> SafeString | str:
        if record.closed_at is None and not self.may_answer:
            return "Waits for finance"
        if record.closed_at is None:
            return linked("answer_dispute", record.pk, "Answer", f" the dispute about {record.invoice.number}")
        return f"{record.get_outcome_display()}. {record.answer}"

    def order_closed_at(self, rows: QuerySet[Dispute], is_descending: bool) -> tuple[QuerySet[Dispute], bool]:
        at = F("closed_at")
        return rows.order_by(at.desc(nulls_last=True) if is_descending else at.asc(nulls_first=True), "pk"), True


class WriteOffTable(_AboutInvoices):
    caption = "Write-offs"

    amount = MoneyColumn(verbose_name="To write off")
    reason = tables.Column(verbose_name="Why", orderable=False)
    proposed_by = tables.Column(verbose_name="Proposed by", orderable=False)
    state = TagColumn(tones=WRITE_OFF_TONES, verbose_name="State")
    decided_by = tables.Column(verbose_name="Decision", empty_values=(), orderable=False)

    class Meta:
        sequence = ("invoice", "school_name", "owed", "amount", "reason", "proposed_by", "state", "decided_by")
        empty_text = "No write-off was proposed. Propose one from an invoice’s page."

    def render_decided_by(self, record: WriteOff) -> SafeString | str:
        if record.decided_at is None:
            return linked("decide_write_off", record.pk, "Decide", f" the write-off of {record.invoice.number}")
        return f"{record.decided_by}. {record.answer}".strip()


def linked(route: str, key: object, words: str, hidden: str = "") -> SafeString:
    """A link to a page of this app; `hidden` words are for people who hear the link alone."""
    more = format_html('<span class="govuk-visually-hidden">{}</span>', hidden) if hidden else ""
    return format_html(
        '<a class="govuk-link" href="{}">{}{}</a>', reverse(f"traded_assessment:{route}", args=[key]), words, more
    )
