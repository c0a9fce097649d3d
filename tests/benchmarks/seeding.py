"""Rows in numbers, by copying those that the portal's own services made: 5,000 orders one by one take minutes.

Every constraint and trigger of the database holds for the copies too.
"""

import copy
from datetime import date, timedelta
from typing import TypeVar

from django.db import transaction
from django.db.models import F, Model
from django.utils import timezone

from essex_portal.accounts.models import User
from essex_portal.accounts.roles import Role
from essex_portal.organisations.models import Organisation
from tests.factories.invoices import make_invoice, make_order
from traded_assessment.models import (
    BillingTerms,
    Invoice,
    InvoiceLine,
    InvoiceSeries,
    Order,
    OrderLine,
    Payment,
    TrainingSession,
)
from traded_assessment.states import Billing, Product

M = TypeVar("M", bound=Model)

FIRST_DAY, DAYS = date(2021, 4, 1), 300
SCHOOLS = 400


def person(role: Role) -> User:
    """The demo content's person with that role."""
    return User.objects.filter(memberships__role=role, memberships__ended_at=None).earliest("pk")


def schools(count: int) -> list[Organisation]:
    """Open schools of the register."""
    return list(Organisation.objects.open_schools().select_related("school").order_by("pk")[:count])


def session_with_places(capacity: int) -> TrainingSession:
    """The next session of the package, with so many places free."""
    ahead = TrainingSession.objects.filter(course__product=Product.SINGLE_SESSION, starts_at__gt=timezone.now())
    session = ahead.earliest("starts_at")
    session.capacity = session.places_sold + capacity
    session.save(update_fields=["capacity"])
    return session


@transaction.atomic
def invoices(count: int) -> None:
    """Issued invoices with their orders, to many schools over most of a financial year; every third is paid."""
    by = person(Role.FINANCE)
    buyers = schools(SCHOOLS)
    first = make_invoice(buyers[0], on=FIRST_DAY, nets=(60, 15), by=by)
    only = Order.objects.get(reference=first.references[0])
    orders = _orders(only, buyers, count)
    copies = [_next_invoice(first, order) for order in orders]
    _copy_lines(only, orders, first, copies)
    Payment.objects.bulk_create(
        Payment(
            invoice=invoice, received_on=invoice.due_on, amount=invoice.gross, reference=f"BACS {n}", recorded_by=by
        )
        for n, invoice in enumerate(copies[::3])
    )


@transaction.atomic
def unbilled_orders(count: int) -> None:
    """Orders of schools that are billed by month, each with a purchase order of its own: so many documents to be."""
    by, buyers = person(Role.FINANCE), [school for school in schools(SCHOOLS) if not _has_terms(school)]
    BillingTerms.objects.bulk_create(
        BillingTerms(school=school, billing=Billing.MONTHLY, contact_email=f"office{school.pk}@school.example")
        for school in buyers
    )
    first = make_order(buyers[0], on=timezone.localdate(), nets=(60, 15), purchase_order="PO-0", by=by)
    today = timezone.localdate()
    orders = Order.objects.bulk_create(
        _copied(
            first, reference=f"TB-R{n:05d}", school=buyers[n % len(buyers)], placed_on=today, priced_on=today,
            purchase_order=f"PO-{n}", idempotency_key=f"run-{n}",
        )
        for n in range(1, count)
    )  # fmt: skip
    for line in first.lines.all():
        OrderLine.objects.bulk_create(_copied(line, order=order) for order in orders)


def _has_terms(school: Organisation) -> bool:
    """The demo content's schools have theirs already."""
    return BillingTerms.objects.filter(school=school).exists()


def _orders(first: Order, buyers: list[Organisation], count: int) -> list[Order]:
    return Order.objects.bulk_create(
        _copied(
            first,
            reference=f"TB-B{n:05d}",
            school=buyers[n % len(buyers)],
            placed_on=FIRST_DAY + timedelta(n * DAYS // count),
            priced_on=FIRST_DAY + timedelta(n * DAYS // count),
            purchase_order=f"PO-{n}" if n % 2 else "",
            idempotency_key=f"benchmark-{n}",
        )
        for n in range(1, count)
    )


def _next_invoice(first: Invoice, order: Order) -> Invoice:
    InvoiceSeries.objects.filter(pk=first.series_id).update(last_number=F("last_number") + 1)
    sequence = InvoiceSeries.objects.values_list("last_number", flat=True).get(pk=first.series_id)
    number = f"{first.number.rpartition('-')[0]}-{sequence:06d}"
    invoice = _copied(
        first,
        sequence=sequence,
        number=number,
        references=[order.reference],
        payer=order.school,
        school=order.school,
        issued_on=order.placed_on,
        due_on=order.placed_on + timedelta(30),
        purchase_order=order.purchase_order,
        customer=first.customer
        | {"name": order.school.name, "school": order.school.name, "urn": order.school.school.urn},
        document=_copied(first.document, key=f"invoice:{number}", parameters={"number": number}),
    )
    invoice.document.save()
    invoice.save()
    return invoice


def _copy_lines(only: Order, orders: list[Order], first: Invoice, copies: list[Invoice]) -> None:
    for ordered, billed in zip(only.lines.all(), first.lines.all(), strict=True):
        lines = OrderLine.objects.bulk_create(_copied(ordered, order=order) for order in orders)
        InvoiceLine.objects.bulk_create(
            _copied(billed, invoice=invoice, order_line=line, order_reference=invoice.references[0])
            for invoice, line in zip(copies, lines, strict=True)
        )


def _copied(row: M, **changes: object) -> M:
    new = copy.copy(row)
    new.pk, new._state.adding = None, True
    for name, value in changes.items():
        setattr(new, name, value)
    return new
