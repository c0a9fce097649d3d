"""What schools are told by e-mail about their invoices."""

from django.urls import reverse

from essex_portal.mail.services import queue_message
from traded_assessment.models import Invoice


def email_invoice_ready(invoice: Invoice) -> None:
    """Tell the person who ordered that the invoice is there, once however often it is asked."""
    queue_message(
        to=invoice.order.placed_by.email,
        subject=f"Your invoice {invoice.number} is ready",
        template="traded_assessment/email/invoice_ready.txt",
        context={"invoice": invoice, "address": reverse("traded_assessment:school_invoice", args=[invoice.number])},
        key=f"invoice:{invoice.number}:ready",
    )
