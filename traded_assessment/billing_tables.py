"""Finance's tables of how schools are billed."""

from typing import Any

import django_filters as filters
import django_tables2 as tables
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from essex_portal.jobs.states import JobState
from essex_portal.ui.filters import FilterForm
from essex_portal.ui.forms import SearchInput
from essex_portal.ui.tables import CodeColumn, DayColumn, MomentColumn, MoneyColumn, NumberColumn, PortalTable
from traded_assessment.models import BillingTerms
from traded_assessment.states import Billing, Settlement

YES_NO = (("true", "Yes"), ("false", "No"))


class BillingTermsFilter(filters.FilterSet):
    """Above the list of terms; the CSV obeys it too."""

    q = filters.CharFilter(method="by_text", label="School, URN or payer", widget=SearchInput)
    billing = filters.ChoiceFilter(label="Billed", choices=Billing.choices, empty_label="At any time")
    settlement = filters.ChoiceFilter(label="Settles", choices=Settlement.choices, empty_label="In any way")
    purchase_order_needed = filters.ChoiceFilter(
        label="Purchase order needed", choices=YES_NO, empty_label="Yes or no", method="by_need"
    )

    class Meta:
        model = BillingTerms
        fields: list[str] = []
        form = FilterForm

    def by_text(self, terms: QuerySet[BillingTerms], name: str, value: str) -> QuerySet[BillingTerms]:
        for word in value.split():
            urn = Q(school__school__urn=int(word)) if word.isascii() and word.isdecimal() and len(word) < 10 else Q()
            by_name = Q(school__name__icontains=word) | Q(payer__name__icontains=word)
            terms = terms.filter(by_name | urn if urn else by_name)
        return terms

    def by_need(self, terms: QuerySet[BillingTerms], name: str, value: str) -> QuerySet[BillingTerms]:
        return terms.filter(purchase_order_needed=value == "true")


class BillingTermsTable(PortalTable):
    caption = "Billing terms"
    caption_hidden = True
    row_header = "school"

    school = tables.Column(accessor="school__name", verbose_name="School")
    urn = CodeColumn(accessor="school__school__urn", verbose_name="URN")
    billing = tables.Column(verbose_name="Billed")
    payer = tables.Column(accessor="payer__name", verbose_name="Who pays", default="The school")
    settlement = tables.Column(verbose_name="Settles")
    purchase_order_needed = tables.Column(verbose_name="Purchase order")
    contact_email = tables.Column(verbose_name="Invoices go to", default="The headteacher")

    class Meta:
        empty_text = "No school has terms of its own here. Every other school gets an invoice for each order."

    def render_school(self, record: BillingTerms) -> SafeString:
        address = reverse("traded_assessment:school_billing", args=[record.school.school.urn])
        return format_html('<a class="govuk-link" href="{}">{}</a>', address, record.school.name)

    def render_payer(self, record: BillingTerms, value: str) -> str:
        return f"{value}, with its other schools" if record.together else value

    def render_settlement(self, record: BillingTerms, value: Any) -> str:
        return f"{value}, {record.cost_centre}" if record.cost_centre else str(value)

    def render_purchase_order_needed(self, value: bool) -> str:
        return "Needed" if value else "Not needed"


class RunTable(PortalTable):
    """Rehearsals with their runs, as `queries.invoice_runs.rehearsals` counts them."""

    caption = "Invoice runs"
    caption_hidden = True
    row_header = "pk"

    pk = CodeColumn(verbose_name="Run")
    period_end = DayColumn(verbose_name="Orders up to")
    created_at = MomentColumn(verbose_name="Rehearsed")
    planned = NumberColumn(verbose_name="To issue", orderable=False)
    held_back = NumberColumn(verbose_name="Held back", orderable=False)
    issued = NumberColumn(verbose_name="Issued", orderable=False)
    standing = tables.Column(accessor="pk", verbose_name="Status", orderable=False)

    class Meta:
        empty_text = "No run was rehearsed yet. Choose the last day of a period above."

    def render_pk(self, value: int) -> SafeString:
        address = reverse("traded_assessment:rehearsal", args=[value])
        return format_html('<a class="govuk-link" href="{}">Run {}</a>', address, value)

    def render_standing(self, record: Any) -> SafeString:
        words, tone = standing_of(record)
        return format_html('<strong class="govuk-tag portal-tag--{}">{}</strong>', tone, words)


def standing_of(rehearsal: Any) -> tuple[str, str]:
    """How far a rehearsal and its run are, as words and a tone."""
    run = getattr(rehearsal, "run", None)
    if run is None:
        return REHEARSAL_WORDS[JobState(rehearsal.state)]
    return RUN_WORDS[JobState(run.state)]


REHEARSAL_WORDS = {
    JobState.PENDING: ("Being rehearsed", "neutral"),
    JobState.RUNNING: ("Being rehearsed", "neutral"),
    JobState.READY: ("Rehearsed", "info"),
    JobState.FAILED: ("Rehearsal failed", "bad"),
}
RUN_WORDS = {
    JobState.PENDING: ("Being issued", "neutral"),
    JobState.RUNNING: ("Being issued", "neutral"),
    JobState.READY: ("Issued", "good"),
    JobState.FAILED: ("Stopped", "bad"),
}


class RehearsedBillTable(PortalTable):
    """Bills of a rehearsal, and what became of each."""

    caption = "Invoices of this run"
    row_header = "payer"
    prefix = "bills-"

    payer = tables.Column(accessor="payer__name", verbose_name="Payer")
    school = tables.Column(accessor="school__name", verbose_name="School", default="Several schools")
    kind = tables.Column(verbose_name="Document")
    tier = tables.Column(verbose_name="Customer")
    vat_words = tables.Column(accessor="outside_scope", verbose_name="VAT")
    purchase_order = tables.Column(verbose_name="Purchase order")
    references = CodeColumn(verbose_name="Orders", orderable=False)
    gross = MoneyColumn(verbose_name="Total")
    invoice = tables.Column(accessor="state", verbose_name="Invoice")

    class Meta:
        empty_text = "There is nothing to issue. What is held back is listed below."

    def render_school(self, record: Any, value: str) -> str:
        return "The payer" if record.school_id == record.payer_id else value

    def render_vat_words(self, value: bool) -> str:
        return "Outside scope" if value else "Within scope"

    def render_references(self, value: list[str]) -> str:
        return value[0] if len(value) == 1 else f"{len(value)} orders"

    def render_invoice(self, record: Any) -> str | SafeString:
        if record.invoice is None:
            return record.left_out or record.get_state_display()
        address = reverse("traded_assessment:invoice", args=[record.invoice.number])
        return format_html('<a class="govuk-link" href="{}">{}</a>', address, record.invoice.number)
