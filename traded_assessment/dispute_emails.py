"""What a school is told when finance answers its dispute."""

from django.urls import reverse

from essex_portal.mail.services import queue_message
from traded_assessment.models import Dispute
from traded_assessment.queries.invoice_contacts import contacts_of


def email_dispute_closed(dispute: Dispute) -> None:
    """Tell the school's headteachers and its contact for invoices how the dispute ended."""
    invoice = dispute.invoice
    for address in contacts_of(invoice).all:
        queue_message(
            to=address,
            subject=f"Our answer about invoice {invoice.number}",
            template="traded_assessment/email/dispute_closed.txt",
            context={
                "dispute": dispute,
                "invoice": invoice,
                "address": reverse("traded_assessment:school_invoice", args=[invoice.number]),
            },
            key=f"dispute:{dispute.pk}:closed:{address}",
        )
