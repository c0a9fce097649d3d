"""Reads about invoices: for the school that owes, for finance, for exports and the API."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, F, Prefetch, Q, QuerySet, Sum
from django.db.models.fields.json import KT

from essex_portal.audit.models import AuditEvent
from essex_portal.money import Money
from essex_portal.organisations.models import Organisation
from essex_portal.organisations.queries import lineage_ids
from traded_assessment.models import Invoice, Payment
from traded_assessment.states import InvoiceStatus

OUTSTANDING = F("gross") - F("paid")


@dataclass(frozen=True)
class Totals:
    """Sums over a set of invoices, in pounds."""

    count: int
    net: Money
    vat: Money
    gross: Money
    outstanding: Money


def as_list(invoices: QuerySet[Invoice]) -> QuerySet[Invoice]:
    """A set, newest first, with what a list shows: `school_name`, `urn`, `reference`, `owed`."""
    return (
        invoices.defer("customer", "supplier")
        .annotate(
            school_name=KT("customer__name"),
            urn=KT("customer__urn"),
            reference=F("order__reference"),
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
            InvoiceStatus.PAID: Q(paid=F("gross")),
            InvoiceStatus.OVERDUE: Q(paid__lt=F("gross"), due_on__lt=today),
            InvoiceStatus.PART_PAID: Q(paid__lt=F("gross"), paid__gt=0, due_on__gte=today),
            InvoiceStatus.DUE: Q(paid=0, due_on__gte=today),
        }[InvoiceStatus(status)]
    )


def matching(invoices: QuerySet[Invoice], text: str) -> QuerySet[Invoice]:
    """Those whose number, school, URN, order reference or purchase order holds every word of the text."""
    for word in text.split():
        invoices = invoices.filter(
            Q(number__icontains=word)
            | Q(customer__name__icontains=word)
            | Q(order__reference__icontains=word)
            | Q(purchase_order__icontains=word)
            | (Q(customer__urn=int(word)) if word.isascii() and word.isdecimal() else Q())
        )
    return invoices


def totals_of(invoices: QuerySet[Invoice]) -> Totals:
    """Count and sums of a set, in one statement."""
    sums = invoices.order_by().aggregate(
        count=Count("*"), net=Sum("net"), vat=Sum("vat"), gross=Sum("gross"), paid=Sum("paid")
    )
    net, vat, gross, paid = (sums[name] or Decimal("0.00") for name in ("net", "vat", "gross", "paid"))
    return Totals(sums["count"], net, vat, gross, gross - paid)


def invoice_with_parts(number: str) -> Invoice | None:
    """One invoice with order, school, document, lines and payments, in four statements; None when there is none."""
    return (
        Invoice.objects.select_related("order__placed_by", "school", "document")
        .prefetch_related("lines", Prefetch("payments", Payment.objects.select_related("recorded_by")))
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
