"""Tables of credit notes, for the school and for finance."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from essex_portal.ui.tables import CodeColumn, DayColumn, MoneyColumn, PortalTable


class CreditNoteTable(PortalTable):
    """`invoice_route` is the page of the invoice that was credited."""

    caption = "Credit notes"
    caption_hidden = True
    row_header = "number"
    invoice_route = "traded_assessment:school_invoice"

    number = CodeColumn(verbose_name="Credit note")
    issued_on = DayColumn(verbose_name="Issued")
    invoice = CodeColumn(accessor="invoice__number", verbose_name="Invoice", order_by="invoice__number")
    reason = tables.Column(verbose_name="Why", orderable=False)
    gross = MoneyColumn(verbose_name="Credited")

    class Meta:
        empty_text = "There are no credit notes. One is made when money comes off an invoice."

    def render_number(self, value: str) -> SafeString:
        return _link(reverse("traded_assessment:credit_note", args=[value]), value)

    def render_invoice(self, value: str) -> SafeString:
        return _link(reverse(self.invoice_route, args=[value]), value)


class FinanceCreditNoteTable(CreditNoteTable):
    invoice_route = "traded_assessment:invoice"

    school_name = tables.Column(verbose_name="School")

    class Meta:
        sequence = ("number", "issued_on", "school_name", "invoice", "...")
        empty_text = "No credit note fits. Money that comes off an invoice gets one by itself."


def _link(address: str, words: str) -> SafeString:
    return format_html('<a class="govuk-link" href="{}">{}</a>', address, words)
