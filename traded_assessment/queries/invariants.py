"""What the database never lets go wrong with invoices, looked for all the same after a restore or a repair by hand."""

from collections.abc import Iterator

from django.db.models import Count, F, Max, Q, Sum
from django.db.models.functions import Coalesce

from essex_portal.money import ZERO
from traded_assessment.models import Invoice, InvoiceSeries


def broken_invoice_invariants() -> list[str]:
    """A sentence for each thing that is wrong; none when all is well. Three statements."""
    return [*_gaps(), *_lines_that_do_not_add_up(), *_payments_that_do_not_add_up()]


def _gaps() -> Iterator[str]:
    counted = InvoiceSeries.objects.annotate(issued=Count("invoices"), highest=Coalesce(Max("invoices__sequence"), 0))
    for series in counted.exclude(last_number=F("issued"), highest=F("issued")):
        yield (
            f"Series {series} has given out {series.last_number} numbers, holds {series.issued} invoices, and the "
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
