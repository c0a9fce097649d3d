"""Reads about invoices: for the school that owes, for finance, for exports and the API."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Prefetch, Q, QuerySet, Sum
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

from essex_portal.audit.models import AuditEvent
from essex_portal.money import ZERO, Money
from essex_portal.organisations.models import Organisation
from essex_portal.organisations.queries import lineage_ids
from traded_assessment.models import Invoice, Order, Payment
from traded_assessment.states import InvoiceStatus

OUTSTANDING = F("gross") - F("paid") - F("credited") - F("written_off")
SETTLED = Q(gross=F("paid") + F("credited") + F("written_off"))
ORDER_OF_LINE = F("lines__order_line__order_id")
OWING = Q(gross__gt=F("paid") + F("credited") + F("written_off"))
IN_CREDIT = Q(gross__lt=F("paid") + F("credited") + F("written_off"))


@dataclass(frozen=True)
class Totals:
    """Sums over a set of invoices, in pounds."""

    count: int
    net: Money
    vat: Money
    gross: Money
    credited: Money
    outstanding: Money


def as_list(invoices: QuerySet[Invoice]) -> QuerySet[Invoice]:
    """A set, newest first, with what a list shows: `school_name`, `urn`, `owed`."""
    return (
        invoices.defer("customer", "supplier")
        .annotate(
            school_name=Coalesce(KT("customer__school"), KT("customer__name")),
            urn=KT("customer__urn"),
            owed=OUTSTANDING,
        )
        .order_by("-issued_on", "-sequence")
    )


def invoice_list() -> QuerySet[Invoice]:
    """Every invoice, as `as_list` shows it."""
    return as_list(Invoice.objects.all())


def invoices_of(school: Organisation) -> QuerySet[Invoice]:
    """The invoices of a school and of those that it took over from."""
    return Invoice.objects.filter(school__in=lineage_ids(school))


def with_status(invoices: QuerySet[Invoice], status: str, today: date) -> QuerySet[Invoice]:
    """Those that `Invoice.status_on(today)` calls so, found by the database."""
    return invoices.filter(
        {
            InvoiceStatus.PAID: SETTLED & Q(written_off=0, credited__lt=F("gross")),
            InvoiceStatus.OVERDUE: OWING & Q(due_on__lt=today),
            InvoiceStatus.PART_PAID: OWING & Q(paid__gt=0, due_on__gte=today),
            InvoiceStatus.DUE: OWING & Q(paid=0, due_on__gte=today),
            InvoiceStatus.CREDITED: SETTLED & Q(written_off=0, credited=F("gross")),
            InvoiceStatus.WRITTEN_OFF: SETTLED & Q(written_off__gt=0),
            InvoiceStatus.IN_CREDIT: IN_CREDIT,
        }[InvoiceStatus(status)]
    )


def matching(invoices: QuerySet[Invoice], text: str) -> QuerySet[Invoice]:
    """Those whose number, school, URN, order reference or purchase order holds every word of the text."""
    for word in text.split():
        invoices = invoices.filter(
            Q(number__icontains=word)
            | Q(customer__name__icontains=word)
            | Q(references__icontains=word)
            | Q(purchase_order__icontains=word)
            | (Q(customer__urn=int(word)) if word.isascii() and word.isdecimal() else Q())
        )
    return invoices


def totals_of(invoices: QuerySet[Invoice]) -> Totals:
    """Count and sums of a set, in one statement."""
    sums = invoices.order_by().aggregate(
        n=Count("*"),
        net_sum=Sum("net"),
        vat_sum=Sum("vat"),
        gross_sum=Sum("gross"),
        credited_sum=Sum("credited"),
        owed_sum=Sum(OUTSTANDING),
    )
    return Totals(sums.pop("n"), *(amount or ZERO for amount in sums.values()))


def invoice_with_parts(number: str) -> Invoice | None:
    """One invoice with school, document, lines, payments and credit notes; None when there is none. Five statements."""
    return (
        Invoice.objects.select_related("school", "document")
        .prefetch_related("lines", Prefetch("payments", Payment.objects.select_related("recorded_by")), "credit_notes")
        .filter(number=number)
        .first()
    )


def history_of(invoice: Invoice) -> QuerySet[AuditEvent]:
    """What happened to an invoice, newest first."""
    return AuditEvent.objects.filter(target_type=invoice._meta.label_lower, target_id=str(invoice.pk))


def in_number_order(invoices: QuerySet[Invoice]) -> QuerySet[Invoice]:
    """By financial year and number, the order in which they were issued."""
    return invoices.order_by("series__financial_year", "sequence")


def ids_of(invoices: QuerySet[Invoice]) -> list[int]:
    """The set as it is now, in number order, so that an export later holds no more and no less."""
    return list(in_number_order(invoices).values_list("pk", flat=True))


def invoices_by_order(orders: Iterable[Order]) -> dict[int, list[Invoice]]:
    """By the id of each order that has any: its invoices with their documents, in number order. One query."""
    found: dict[int, list[Invoice]] = {}
    billing = Invoice.objects.filter(lines__order_line__order__in=[order.pk for order in orders])
    rows = billing.select_related("document").annotate(order_id=ORDER_OF_LINE).distinct()
    invoice: Any  # with the `order_id` that the query adds
    for invoice in in_number_order(rows):
        found.setdefault(invoice.order_id, []).append(invoice)
    return found
