"""Recording money received. A payment is written once and never changed; the database counts it at the invoice."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.audit.services import record
from essex_portal.money import ZERO, Money, pounds
from essex_portal.ui.words import counted, date_words
from traded_assessment.models import Invoice, Payment
from traded_assessment.states import InvoiceKind


class PaymentRefused(Exception):
    """Nothing was recorded; `str()` says why, `field` is the answer at fault (None: it is about no single one)."""

    def __init__(self, words: str, *, field: str | None = None) -> None:
        super().__init__(words)
        self.field = field


class AlreadyPaid(PaymentRefused):
    def __init__(self, invoices: Sequence[Invoice]) -> None:
        numbers = ", ".join(invoice.number for invoice in invoices)
        super().__init__(f"{numbers} {'is' if len(invoices) == 1 else 'are'} paid already. Nothing was recorded.")


class NotReceivedYet(PaymentRefused):
    def __init__(self, today: date) -> None:
        super().__init__(f"Date received must be today, {date_words(today)}, or earlier", field="received_on")


class MoreThanOwed(PaymentRefused):
    """Recorded all the same when finance says that it knows."""

    def __init__(self, invoice: Invoice) -> None:
        owed = max(invoice.outstanding, ZERO)
        super().__init__(f"Amount must be {pounds(owed)} or less: that is what is owed", field="amount")


class SameReference(PaymentRefused):
    def __init__(self, invoice: Invoice) -> None:
        super().__init__(
            f"A payment with this reference is recorded for {invoice.number} already. Enter another reference if "
            "this is a second payment.",
            field="reference",
        )


class SettledByJournal(PaymentRefused):
    """Money by hand beside a journal would settle a recharge twice. Source: domain.md B14, B15."""

    def __init__(self, invoice: Invoice) -> None:
        super().__init__(f"{invoice.number} is a recharge, which journals alone settle. Nothing was recorded.")


class NothingChosen(PaymentRefused):
    def __init__(self) -> None:
        super().__init__("Select the invoices that are paid")


def record_payment(
    *,
    invoice: Invoice,
    received_on: date,
    amount: Money,
    reference: str,
    by: Any,
    today: date,
    into_credit: bool = False,
) -> Payment:
    """Record `amount` pounds received for one invoice, all of it or a part. Raises PaymentRefused.

    More than is owed only `into_credit`: the invoice is in credit then, for a refund or another invoice.
    """
    [payment] = _record([invoice.pk], received_on, amount, reference, by, today, into_credit)
    return payment


def record_full_payments(
    *, invoice_ids: Sequence[int], received_on: date, reference: str, by: Any, today: date
) -> list[Payment]:
    """Record that each of the invoices is paid in full under one reference, all or none. Raises PaymentRefused."""
    return _record(invoice_ids, received_on, None, reference, by, today)


@transaction.atomic
def _record(
    invoice_ids: Sequence[int],
    received_on: date,
    amount: Money | None,
    reference: str,
    by: Any,
    today: date,
    into_credit: bool = False,
) -> list[Payment]:
    """`amount` None: what each invoice still owes."""
    if not holds(by, Permission.RECORD_PAYMENTS):
        raise PermissionDenied
    if received_on > today:
        raise NotReceivedYet(today)
    invoices = list(Invoice.objects.select_for_update(no_key=True).filter(pk__in=invoice_ids).order_by("pk"))
    _refuse(invoices, amount, reference, into_credit)
    payments = [
        Payment(
            invoice=invoice,
            received_on=received_on,
            amount=invoice.outstanding if amount is None else amount,
            reference=reference,
            recorded_by=by,
        )
        for invoice in invoices
    ]
    Payment.objects.bulk_create(payments)
    for payment in payments:
        _audit(payment, by)
    return payments


def _refuse(invoices: Sequence[Invoice], amount: Money | None, reference: str, into_credit: bool) -> None:
    if not invoices:
        raise NothingChosen
    for invoice in invoices:
        refuse_recharge(invoice)
    if not into_credit:
        _refuse_more_than_owed(invoices, amount)
    known = Payment.objects.filter(invoice__in=invoices, reference=reference).select_related("invoice").first()
    if known is not None:
        raise SameReference(known.invoice)


def refuse_recharge(invoice: Invoice) -> None:
    """Raises SettledByJournal for one."""
    if invoice.kind == InvoiceKind.RECHARGE:
        raise SettledByJournal(invoice)


def _refuse_more_than_owed(invoices: Sequence[Invoice], amount: Money | None) -> None:
    if paid := [invoice for invoice in invoices if invoice.outstanding <= 0]:
        raise AlreadyPaid(paid)
    if amount is not None and amount > invoices[0].outstanding:
        raise MoreThanOwed(invoices[0])


def _audit(payment: Payment, by: Any) -> None:
    invoice = payment.invoice
    record(
        event="invoice.payment_recorded",
        target=invoice,
        by=by,
        before={"outstanding": invoice.outstanding},
        after={
            "outstanding": invoice.outstanding - payment.amount,
            "amount": payment.amount,
            "received_on": payment.received_on,
            "reference": payment.reference,
        },
    )


def recorded_words(payments: Sequence[Payment]) -> str:
    """What a page says afterwards: `£455 recorded for INV-2021-000001`."""
    total = pounds(sum((payment.amount for payment in payments), Money(0)))
    about = payments[0].invoice.number if len(payments) == 1 else counted(len(payments), "invoice,invoices")
    return f"{total} recorded for {about}"
