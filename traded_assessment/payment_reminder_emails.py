"""The letters that remind of overdue invoices."""

from datetime import date

from django.urls import reverse

from essex_portal.mail.services import queue_message
from essex_portal.money import ZERO
from traded_assessment.queries.payment_reminders import Letter


def email_reminder(letter: Letter, today: date) -> None:
    """One message to each address, with all invoices of the school that have come to this step."""
    invoices = [one.invoice for one in letter.reminders]
    context = {
        "letter": letter,
        "supplier": invoices[-1].supplier,
        "total": sum((invoice.outstanding for invoice in invoices), ZERO),
        "listed": [(one, _page(one.invoice.number)) for one in letter.reminders],
        "to_school": letter.reminders[0].invoice.school_id is not None,
    }
    for address in letter.addresses:
        queue_message(
            to=address,
            subject=letter.step.subject,
            template="traded_assessment/email/payment_reminder.txt",
            context=context,
            key=f"payment_reminder:{letter.step.pk}:{letter.to_whom.pk}:{today}:{invoices[0].pk}:{address}",
        )


def _page(number: str) -> str:
    return reverse("traded_assessment:school_invoice", args=[number])
