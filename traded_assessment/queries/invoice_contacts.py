"""Who is written to about an invoice: the school's headteachers, and the office that deals with its invoices."""

from dataclasses import dataclass

from traded_assessment.models import BillingTerms, Invoice
from traded_assessment.queries.subscriptions import headteachers_of


@dataclass(frozen=True)
class Contacts:
    """E-mail addresses, each once. A billing contact is there when finance entered one."""

    headteachers: tuple[str, ...]
    billing: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.headteachers + self.billing))


def contacts_of(invoice: Invoice) -> Contacts:
    """Of the invoice's school. One that bills several schools is for their payer alone: no headteacher hears of it."""
    if invoice.school is None:
        return Contacts((), _billing_of(payer=invoice.payer_id, together=True))
    return Contacts(
        tuple(head.email for head in headteachers_of(invoice.school)), _billing_of(school=invoice.school_id)
    )


def _billing_of(**terms: object) -> tuple[str, ...]:
    found = BillingTerms.objects.filter(**terms).exclude(contact_email="").order_by("contact_email")
    return tuple(found.values_list("contact_email", flat=True).distinct())
