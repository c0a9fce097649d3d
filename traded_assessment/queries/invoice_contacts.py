"""Who is written to about an invoice: the school's headteachers, and the office that deals with its invoices."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from essex_portal.accounts.models import Membership
from essex_portal.accounts.roles import Role
from traded_assessment.models import BillingTerms, Invoice


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
    return contacts_of_all([invoice])[invoice.pk]


def contacts_of_all(invoices: Sequence[Invoice]) -> dict[int, Contacts]:
    """By the id of each invoice. Three statements, however many there are."""
    schools = {invoice.school_id for invoice in invoices if invoice.school_id}
    payers = {invoice.payer_id for invoice in invoices if not invoice.school_id}
    heads, billing = _headteachers(schools), _billing("school", schools)
    paying = _billing("payer", payers)
    return {
        invoice.pk: Contacts(heads.get(invoice.school_id, ()), billing.get(invoice.school_id, ()))
        if invoice.school_id
        else Contacts((), paying.get(invoice.payer_id, ()))
        for invoice in invoices
    }


def _headteachers(schools: set[int]) -> dict[int, tuple[str, ...]]:
    current = Membership.objects.filter(
        organisation__in=schools, role=Role.HEADTEACHER, ended_at__isnull=True, user__is_active=True
    )
    return _by_id(current.order_by("user__name", "user__email").values_list("organisation_id", "user__email"))


def _billing(part: str, ids: set[int]) -> dict[int, tuple[str, ...]]:
    terms = BillingTerms.objects.filter(**{f"{part}__in": ids}).exclude(contact_email="")
    if part == "payer":
        terms = terms.filter(together=True)
    return _by_id(terms.order_by("contact_email").values_list(f"{part}_id", "contact_email"))


def _by_id(rows: Iterable[tuple[int, str]]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for key, address in rows:
        if address not in found.get(key, ()):
            found[key] = (*found.get(key, ()), address)
    return found
