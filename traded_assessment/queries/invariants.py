"""What the database never lets go wrong with invoices, looked for all the same after a restore or a repair by hand."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, DecimalField, F, Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, Greatest

from essex_portal.money import ZERO
from traded_assessment.models import (
    BankRow,
    CreditNote,
    Invoice,
    InvoiceSeries,
    OrderLine,
    Payment,
    WriteOff,
    WriteOffReversal,
)
from traded_assessment.queries.invoices import OUTSTANDING
from traded_assessment.states import BankRowState, PaymentKind, WriteOffState


def broken_invoice_invariants() -> list[str]:
    """A sentence for each thing that is wrong; none when all is well. Nine statements."""
    return [
        *_gaps(),
        *_lines_that_do_not_add_up(),
        *_payments_that_do_not_add_up(),
        *_credit_notes_that_do_not_add_up(),
        *_invoices_that_count_credits_wrongly(),
        *_order_lines_billed_wrongly(),
        *_write_offs_that_do_not_add_up(),
        *_money_moved_to_nowhere(),
        *_bank_rows_that_do_not_add_up(),
    ]


def _gaps() -> Iterator[str]:
    counted = InvoiceSeries.objects.annotate(
        issued=Count("invoices", distinct=True) + Count("credit_notes", distinct=True),
        highest=Greatest(Coalesce(Max("invoices__sequence"), 0), Coalesce(Max("credit_notes__sequence"), 0)),
    )
    for series in counted.exclude(last_number=F("issued"), highest=F("issued")):
        yield (
            f"Series {series} has given out {series.last_number} numbers, holds {series.issued} documents, and the "
            f"highest is {series.highest}"
        )


def _lines_that_do_not_add_up() -> Iterator[str]:
    summed = Invoice.objects.annotate(
        lines_counted=Count("lines"), lines_net=Sum("lines__net"), lines_vat=Sum("lines__vat")
    )
    right = Q(lines_counted=F("line_count"), lines_net=F("net"), lines_vat=F("vat"))
    for number in summed.exclude(right).values_list("number", flat=True):
        yield f"The lines of {number} do not add up to it"


def _payments_that_do_not_add_up() -> Iterator[str]:
    summed = Invoice.objects.annotate(received=Coalesce(Sum("payments__amount"), ZERO))
    for number in summed.exclude(received=F("paid")).values_list("number", flat=True):
        yield f"The payments of {number} are not what it counts as paid"


def _write_offs_that_do_not_add_up() -> Iterator[str]:
    """Approved write-offs, less what was taken back, are what the invoice counts; and never put it in credit."""
    approved = WriteOff.objects.filter(invoice=OuterRef("pk"), state=WriteOffState.APPROVED)
    reversed_ = WriteOffReversal.objects.filter(invoice=OuterRef("pk"))
    summed = Invoice.objects.annotate(given_up=_sum_of(approved) - _sum_of(reversed_))
    wrong = ~Q(given_up=F("written_off")) | Q(written_off__gt=0, outstanding_now__lt=0)
    summed = summed.annotate(outstanding_now=OUTSTANDING)
    for number in summed.filter(wrong).values_list("number", flat=True):
        yield f"The write-offs of {number} are not what it counts as written off, or put it in credit"


def _money_moved_to_nowhere() -> Iterator[str]:
    """What left one invoice for another arrived there, all of it."""
    moved = Payment.objects.filter(kind=PaymentKind.MOVED_OUT).select_related("invoice")
    for payment in moved.exclude(moved_to__kind=PaymentKind.MOVED_IN, moved_to__amount=-F("amount")):
        yield f"{-payment.amount} moved from {payment.invoice} has not arrived at another invoice"


def _sum_of(rows: QuerySet[Any]) -> Coalesce:
    """The amounts of one invoice's rows, as a part of a query about invoices."""
    summed = rows.order_by().values("invoice").annotate(total=Sum("amount")).values("total")
    return Coalesce(Subquery(summed), ZERO, output_field=DecimalField(max_digits=11, decimal_places=2))


def _credit_notes_that_do_not_add_up() -> Iterator[str]:
    summed = CreditNote.objects.annotate(
        lines_counted=Count("lines"), lines_net=Sum("lines__net"), lines_vat=Sum("lines__vat")
    )
    right = Q(lines_counted=F("line_count"), lines_net=F("net"), lines_vat=F("vat"))
    for number in summed.exclude(right).values_list("number", flat=True):
        yield f"The lines of {number} do not add up to it"


def _invoices_that_count_credits_wrongly() -> Iterator[str]:
    summed = Invoice.objects.annotate(noted=Coalesce(Sum("credit_notes__gross"), ZERO))
    for number in summed.exclude(noted=F("credited")).values_list("number", flat=True):
        yield f"The credit notes of {number} are not what it counts as credited"


def _order_lines_billed_wrongly() -> Iterator[str]:
    """A line is billed as ordered, less what was taken off without a credit note, which is before it was billed."""
    taken_off = Sum("credits__net", filter=Q(credits__note_line__isnull=True))
    billed = OrderLine.objects.filter(invoice_line__isnull=False).annotate(due=F("net") - Coalesce(taken_off, ZERO))
    for line in billed.exclude(invoice_line__net=F("due")).select_related("order", "invoice_line__invoice"):
        yield (
            f"Line {line.position} of order {line.order} costs {line.due} after credits, and "
            f"{line.invoice_line.invoice} bills {line.invoice_line.net}"
        )


def _bank_rows_that_do_not_add_up() -> Iterator[str]:
    paid = BankRow.objects.annotate(paid=Coalesce(Sum("payments__payment__amount"), ZERO)).select_related("file")
    right = Q(state=BankRowState.RECORDED, paid=F("amount")) | (~Q(state=BankRowState.RECORDED) & Q(paid=0))
    for row in paid.exclude(right):
        yield f"The payments of {row} are not its amount"
