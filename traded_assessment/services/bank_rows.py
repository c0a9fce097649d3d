"""Deciding about rows of a bank's file: recorded as payments, or set aside. Nothing is recorded without a person."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.audit.services import record
from essex_portal.money import ZERO, Money
from traded_assessment.matching import allocate
from traded_assessment.models import BankFile, BankRow, Invoice, Payment, RowPayment
from traded_assessment.queries.bank_files import open_invoices, standing_of
from traded_assessment.services.bank_files import BankFileRefused
from traded_assessment.states import BankRowState, PaymentKind

LONGEST_REFERENCE = 60
Shares = Sequence[tuple[str, Money]]
"""Invoice numbers, each with what it gets, in pounds."""


class RowRefused(BankFileRefused):
    """Nothing was recorded for the row."""


class DecidedMeanwhile(RowRefused):
    def __init__(self) -> None:
        super().__init__("Somebody has decided about this row meanwhile. Nothing was recorded twice.")


@dataclass(frozen=True)
class Recorded:
    """What was recorded of a file; `left` rows were chosen and are no longer what they seemed."""

    rows: int
    amount: Money
    left: int


@transaction.atomic
def record_ready(*, file: BankFile, rows: Collection[int] | None, by: Any, now: datetime, today: date) -> Recorded:
    """Record the payments of rows that pay their invoices to the penny: the chosen ones by id, or all.

    Done again, or by two people at once, it records nothing twice: what is ready is worked out anew under the locks of
    the rows and then of the invoices. Raises PermissionDenied.
    """
    _may(by)
    list(_open_rows(file))
    _lock(number for one in standing_of(file, today).ready for number in one.proposal.numbers)
    ready = [one for one in standing_of(file, today).ready if rows is None or one.row.pk in rows]
    _write([(one.row, allocate(one.row.amount or ZERO, one.invoices)) for one in ready], by, now)
    amount = sum((one.row.amount or ZERO for one in ready), ZERO)
    if ready:
        record(event="bank_file.recorded", target=file, by=by, after={"rows": len(ready), "amount": amount})
    return Recorded(len(ready), amount, 0 if rows is None else len(set(rows)) - len(ready))


@transaction.atomic
def record_row(*, row: BankRow, numbers: Sequence[str], by: Any, now: datetime, today: date) -> list[Payment]:
    """Record a row for the invoices that a person named, in their order: each gets what it asks for, the last the rest.

    What is too much is an overpayment of the last one. Raises RowRefused, PermissionDenied.
    """
    _may(by)
    locked = _lock_row(row)
    if locked.amount is None or locked.amount <= 0:
        raise RowRefused("This row is no payment that could be read. Set it aside.")
    if _day_of(locked) > today:
        raise RowRefused("The date of this row lies ahead. Wait for it, or set the row aside.")
    _lock(numbers)
    found = open_invoices(numbers)
    if unknown := [number for number in numbers if number not in found]:
        raise RowRefused(f"There is no invoice {', '.join(unknown)}", field="numbers")
    if not numbers:
        raise RowRefused("Enter the number of an invoice", field="numbers")
    shares = allocate(locked.amount, [found[number] for number in dict.fromkeys(numbers)])
    return _write([(locked, shares)], by, now)


@transaction.atomic
def set_aside(*, row: BankRow, reason: str, by: Any, now: datetime) -> None:
    """Leave a row alone, and say why. It can be put back. Raises RowRefused, PermissionDenied."""
    _may(by)
    locked = _lock_row(row)
    _decide([locked], BankRowState.SET_ASIDE, by, now, reason)
    record(event="bank_row.set_aside", target=locked, by=by, reason=reason)


@transaction.atomic
def put_back(*, row: BankRow, by: Any) -> None:
    """Open again a row that was set aside. Does nothing to another."""
    _may(by)
    changed = BankRow.objects.filter(pk=row.pk, state=BankRowState.SET_ASIDE).update(
        state=BankRowState.OPEN, reason="", decided_by=None, decided_at=None
    )
    if changed:
        record(event="bank_row.put_back", target=row, by=by, before={"reason": row.reason})


def _write(decided: Sequence[tuple[BankRow, Shares]], by: Any, now: datetime) -> list[Payment]:
    """Each row's amounts as payments of its invoices."""
    numbers = {number for _, shares in decided for number, _ in shares}
    invoices = {invoice.number: invoice for invoice in Invoice.objects.filter(number__in=numbers)}
    taken = _references_of(invoices.values())
    pairs = [
        (row, Payment(invoice=invoices[number], received_on=_day_of(row), amount=amount, recorded_by=by))
        for row, shares in decided
        for number, amount in shares
    ]
    for row, payment in pairs:
        payment.reference = _reference(row, payment.invoice, taken)
    try:
        with transaction.atomic():
            _decide([row for row, _ in decided], BankRowState.RECORDED, by, now)
    except IntegrityError as error:
        raise RowRefused(
            "Somebody has recorded one of these payments from another file meanwhile. Look again."
        ) from error
    payments = Payment.objects.bulk_create([payment for _, payment in pairs])
    RowPayment.objects.bulk_create(RowPayment(row=row, payment=payment) for row, payment in pairs)
    for payment in payments:
        _audit(payment, by)
    return payments


def _day_of(row: BankRow) -> date:
    if row.day is None:
        raise RowRefused("The date of this row cannot be read. Set it aside.")
    return row.day


def _references_of(invoices: Iterable[Invoice]) -> set[tuple[int, str]]:
    """What the payments of these invoices are called already."""
    received = Payment.objects.filter(invoice__in=list(invoices), kind=PaymentKind.RECEIVED)
    return set(received.values_list("invoice_id", "reference"))


def _reference(row: BankRow, invoice: Invoice, taken: set[tuple[int, str]]) -> str:
    """The bank's words, with the file and its line where the invoice has a payment with the same ones already."""
    words = " ".join(row.words.split())[:LONGEST_REFERENCE] or f"Line {row.line}"
    reference = f"{words} ({row.file_id}/{row.line})" if (invoice.pk, words) in taken else words
    taken.add((invoice.pk, reference))
    return reference


def _decide(rows: Sequence[BankRow], state: BankRowState, by: Any, now: datetime, reason: str = "") -> None:
    for row in rows:
        row.state, row.reason, row.decided_by, row.decided_at = state, reason, by, now
    BankRow.objects.bulk_update(rows, ["state", "reason", "decided_by", "decided_at"], batch_size=1_000)


def _audit(payment: Payment, by: Any) -> None:
    after = {"amount": payment.amount, "received_on": payment.received_on, "reference": payment.reference}
    record(event="invoice.payment_recorded", target=payment.invoice, by=by, after=after)


def _open_rows(file: BankFile) -> Any:
    return BankRow.objects.select_for_update().filter(file=file, state=BankRowState.OPEN).order_by("pk")


def _lock_row(row: BankRow) -> BankRow:
    locked = BankRow.objects.select_for_update().select_related(None).filter(pk=row.pk).first()
    if locked is None or locked.state != BankRowState.OPEN:
        raise DecidedMeanwhile
    return locked


def _lock(numbers: Iterable[str]) -> None:
    """The invoices, in the order of their ids as everywhere."""
    chosen = Invoice.objects.select_for_update(no_key=True).filter(number__in=set(numbers))
    list(chosen.order_by("pk").values_list("pk"))


def _may(by: Any) -> None:
    if not holds(by, Permission.RECORD_PAYMENTS):
        raise PermissionDenied
