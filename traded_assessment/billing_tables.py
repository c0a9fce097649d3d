"""Finance's tables of how schools are billed."""

from typing import Any

import django_filters as filters
import django_tables2 as tables
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from essex_portal.ui.filters import FilterForm
from essex_portal.ui.forms import SearchInput
from essex_portal.ui.tables import CodeColumn, PortalTable
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
