"""What schools are told by e-mail when money comes off an invoice."""

from django.urls import reverse

from essex_portal.mail.services import queue_message
from traded_assessment.models import CreditNote
from traded_assessment.queries.invoice_contacts import contacts_of


def email_credit_note_ready(note: CreditNote) -> None:
    """Tell the school's headteachers and its contact for invoices, once however often it is asked."""
    for address in contacts_of(note.invoice).all:
        queue_message(
            to=address,
            subject=f"Credit note {note.number} for invoice {note.invoice.number}",
            template="traded_assessment/email/credit_note_ready.txt",
            context={
                "note": note,
                "invoice": note.invoice,
                "address": reverse("traded_assessment:credit_note", args=[note.number]),
            },
            key=f"credit_note:{note.number}:ready:{address}",
        )
