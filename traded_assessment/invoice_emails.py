"""What schools are told by e-mail about their invoices."""

from django.urls import reverse

from essex_portal.accounts.models import User
from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission, Role
from essex_portal.mail.services import Attachment, queue_message
from traded_assessment.models import BillingTerms, Invoice, Order

PDF = "application/pdf"


def email_invoice_ready(invoice: Invoice, pdf: bytes) -> None:
    """Send the invoice to the offices that the school named for it, else tell its headteachers; once however often.

    Who ordered and may see invoices has its address already, in the confirmation of the order; but not when a run
    issued it later.
    """
    if offices := _offices(invoice):
        _send_to_offices(invoice, offices, pdf)
    elif invoice.school is not None and not _knows_of_it(invoice):
        for head in _headteachers(invoice):
            _tell(head, invoice)


def _send_to_offices(invoice: Invoice, offices: list[str], pdf: bytes) -> None:
    for address in offices:
        queue_message(
            to=address,
            subject=f"{invoice.get_kind_display()} {invoice.number}",
            template="traded_assessment/email/invoice_sent.txt",
            context={"invoice": invoice},
            key=f"invoice:{invoice.number}:sent:{address.lower()}",
            attachments=(Attachment(f"{invoice.number}.pdf", PDF, pdf),),
        )


def _tell(head: User, invoice: Invoice) -> None:
    queue_message(
        to=head.email,
        subject=f"Your {invoice.get_kind_display().lower()} {invoice.number} is ready",
        template="traded_assessment/email/invoice_ready.txt",
        context={"invoice": invoice, "address": reverse("traded_assessment:school_invoice", args=[invoice.number])},
        key=f"invoice:{invoice.number}:ready:{head.pk}",
    )


def _offices(invoice: Invoice) -> list[str]:
    """Where its schools want their invoices, each address once."""
    terms = BillingTerms.objects.filter(school__training_orders__reference__in=invoice.references)
    addresses = terms.exclude(contact_email="").order_by("school_id").values_list("contact_email", flat=True)
    return list(dict.fromkeys(addresses))


def _knows_of_it(invoice: Invoice) -> bool:
    """Whether it bills one order, at once, of somebody who may see it."""
    orders = Order.objects.select_related("placed_by").filter(reference__in=invoice.references)
    return (
        len(invoice.references) == 1
        and getattr(invoice, "rehearsed_bill", None) is None
        and all(holds(order.placed_by, Permission.VIEW_SCHOOL_INVOICES, invoice.school) for order in orders)
    )


def _headteachers(invoice: Invoice) -> list[User]:
    current = {"memberships__organisation": invoice.school_id, "memberships__ended_at": None}
    return list(User.objects.filter(**current, memberships__role=Role.HEADTEACHER, is_active=True).distinct())
