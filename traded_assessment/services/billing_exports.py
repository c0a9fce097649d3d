"""Billing terms as CSV."""

import csv
import io

from django.db.models import QuerySet

from traded_assessment.models import BillingTerms
from traded_assessment.services.exports import BYTE_ORDER_MARK, defused

HEADINGS = (
    "School", "URN", "Billed", "Who pays", "Address of who pays", "Together with the payer's other schools", "Settles",
    "Cost centre", "Purchase order needed", "Office for invoices", "Email for invoices", "Buyer reference",
    "E-invoice address scheme", "E-invoice address",
)  # fmt: skip


def terms_csv(terms: QuerySet[BillingTerms]) -> str:
    """One line a school, safe to open as a sheet. Source: domain.md B20."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADINGS)
    writer.writerows([defused(value) for value in _row(one)] for one in terms)
    return BYTE_ORDER_MARK + out.getvalue()


def _row(one: BillingTerms) -> tuple[str | int, ...]:
    return (
        one.school.name,
        one.school.school.urn,
        one.get_billing_display(),
        one.payer.name if one.payer else "The school",
        " ".join(one.payer_address.split()),
        _yes(one.together),
        one.get_settlement_display(),
        one.cost_centre,
        _yes(one.purchase_order_needed),
        one.contact_office,
        one.contact_email,
        one.buyer_reference,
        one.endpoint_scheme,
        one.endpoint_id,
    )


def _yes(value: bool) -> str:
    return "yes" if value else "no"
