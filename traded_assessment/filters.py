"""The filters above finance's lists of invoices and credit notes. They live in the address; exports obey them too."""

from datetime import date
from typing import Any

import django_filters as filters
from django.db.models import QuerySet

from essex_portal.ui.filters import DayFilter, FilterForm
from essex_portal.ui.forms import SearchInput
from traded_assessment.models import CreditNote, Invoice
from traded_assessment.queries.credit_notes import matching as matching_notes
from traded_assessment.queries.invoices import matching, with_status
from traded_assessment.states import InvoiceStatus, Tier


class InvoiceFilter(filters.FilterSet):
    q = filters.CharFilter(method="by_text", label="Number, school, URN, booking or purchase order", widget=SearchInput)
    status = filters.ChoiceFilter(
        method="by_status", label="Status", choices=InvoiceStatus.choices, empty_label="Any status"
    )
    tier = filters.ChoiceFilter(label="Customer", choices=Tier.choices, empty_label="Any customer")
    issued_from = DayFilter(field_name="issued_on", lookup_expr="gte", label="Issued from")
    issued_to = DayFilter(field_name="issued_on", lookup_expr="lte", label="Issued to")

    class Meta:
        model = Invoice
        fields: list[str] = []
        form = FilterForm

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def by_text(self, invoices: QuerySet[Invoice], name: str, value: str) -> QuerySet[Invoice]:
        return matching(invoices, value)

    def by_status(self, invoices: QuerySet[Invoice], name: str, value: str) -> QuerySet[Invoice]:
        return with_status(invoices, value, self.today)


class CreditNoteFilter(filters.FilterSet):
    q = filters.CharFilter(method="by_text", label="Number, invoice, school or reason", widget=SearchInput)
    issued_from = DayFilter(field_name="issued_on", lookup_expr="gte", label="Issued from")
    issued_to = DayFilter(field_name="issued_on", lookup_expr="lte", label="Issued to")

    class Meta:
        model = CreditNote
        fields: list[str] = []
        form = FilterForm

    def by_text(self, notes: QuerySet[CreditNote], name: str, value: str) -> QuerySet[CreditNote]:
        return matching_notes(notes, value)
