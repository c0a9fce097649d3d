"""What schools are told by e-mail about their invoices."""

from django.urls import reverse

from essex_portal.accounts.models import User
from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission, Role
from essex_portal.mail.services import queue_message
from essex_portal.organisations.models import Organisation
from traded_assessment.models import Invoice, Order


def email_invoice_ready(invoice: Invoice) -> None:
    """Tell the school's headteachers of an invoice that somebody else ordered, once however often it is asked.

    Who ordered and may see invoices has its address already, in the confirmation of the order.
    """
    if invoice.school is None or _knows_of_it(invoice, invoice.school):
        return
    for head in _headteachers(invoice):
        queue_message(
            to=head.email,
            subject=f"Your invoice {invoice.number} is ready",
            template="traded_assessment/email/invoice_ready.txt",
            context={"invoice": invoice, "address": reverse("traded_assessment:school_invoice", args=[invoice.number])},
            key=f"invoice:{invoice.number}:ready:{head.pk}",
        )


def _knows_of_it(invoice: Invoice, school: Organisation) -> bool:
    """Whether it bills one order of somebody who may see it."""
    orders = Order.objects.select_related("placed_by").filter(reference__in=invoice.references)
    return len(invoice.references) == 1 and all(
        holds(order.placed_by, Permission.VIEW_SCHOOL_INVOICES, school) for order in orders
    )


def _headteachers(invoice: Invoice) -> list[User]:
    current = {"memberships__organisation": invoice.school_id, "memberships__ended_at": None}
    return list(User.objects.filter(**current, memberships__role=Role.HEADTEACHER, is_active=True).distinct())
