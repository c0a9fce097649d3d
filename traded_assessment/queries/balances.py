"""What is in credit, and what it can be used for."""

from django.db.models import QuerySet

from traded_assessment.models import Invoice
from traded_assessment.queries.invoices import OWING

MOST = 50


def invoices_to_use_credit_for(source: Invoice) -> QuerySet[Invoice]:
    """Other invoices of the same payer and kind with something to pay, the oldest first."""
    same = Invoice.objects.filter(OWING, payer=source.payer_id, kind=source.kind).exclude(pk=source.pk)
    return same.order_by("due_on", "pk")[:MOST]
