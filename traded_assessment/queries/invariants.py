"""What the database never lets go wrong with invoices, looked for all the same after a restore or a repair by hand."""

from collections.abc import Iterator

from django.db.models import Count, F, Max, Q, Sum
from django.db.models.functions import Coalesce, Greatest

from essex_portal.money import ZERO
from traded_assessment.models import CreditNote, Invoice, InvoiceSeries, OrderLine


def broken_invoice_invariants() -> list[str]:
    """A sentence for each thing that is wrong; none when all is well. Six statements."""
    return [
        *_gaps(),
        *_lines_that_do_not_add_up(),
        *_payments_that_do_not_add_up(),
        *_credit_notes_that_do_not_add_up(),
        *_invoices_that_count_credits_wrongly(),
        *_order_lines_billed_wrongly(),
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
