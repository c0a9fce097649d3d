"""Taking money off lines of orders. What is billed already gets its credit note by itself. Source: domain.md B8."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone

from essex_portal.audit.services import record
from essex_portal.documents.services import request_new_document
from essex_portal.money import ZERO, Money, vat_on
from essex_portal.school_calendar import financial_year_of
from traded_assessment.models import CreditNote, CreditNoteLine, Invoice, InvoiceLine, LineCredit, Order, OrderLine
from traded_assessment.services.numbers import CREDIT_NOTES, next_number
from traded_assessment.services.printed import as_printed, supplier_on
from traded_assessment.states import CreditKind


class CreditRefused(Exception):
    """Nothing was credited; `str()` says why, for the person."""


class MoreThanTheLine(CreditRefused):
    def __init__(self, line: OrderLine | None = None) -> None:
        about = f"“{line.description}”" if line else "a line"
        super().__init__(f"More would be credited than {about} costs. Somebody may have credited it meanwhile.")


@dataclass(frozen=True)
class Off:
    """What to take off one line of an order: pounds before VAT, and why, in words that are printed."""

    order_line: OrderLine
    net: Money
    why: str


@transaction.atomic
def credit_lines(*, off: Sequence[Off], kind: CreditKind, reason: str, by: Any, now: datetime) -> list[CreditNote]:
    """Take money off lines of orders, and issue one credit note for each invoice that has billed any of them.

    `reason` is printed on the notes. VAT follows at the line's rate; the last credit of a line takes the VAT that is
    left, so that pennies never stay behind. Credits of nothing are left out. Returns the credit notes, by invoice
    number. Call it last in a transaction that places an order too: it locks the invoices, then counts the credit
    notes' numbers. Raises CreditRefused.
    """
    wanted = [one for one in off if one.net]
    if not wanted:
        return []
    _lock_lines(wanted)
    invoices = _lock_invoices(wanted)
    try:
        with transaction.atomic():
            rows = LineCredit.objects.bulk_create(_rows(wanted, kind, by, now))
    except IntegrityError as error:
        if getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") != "never_more_than_the_line":
            raise
        raise MoreThanTheLine from error
    _audit(rows, reason, by)
    return _issue_notes(rows, invoices, reason, by, now)


def already_credited(order_lines: Iterable[OrderLine]) -> dict[int, tuple[Money, Money]]:
    """By the id of each order line that had any: net and VAT taken off so far, in pounds. One query."""
    rows = LineCredit.objects.filter(order_line__in=order_lines).values_list("order_line_id")
    return {pk: (net, vat) for pk, net, vat in rows.annotate(Sum("net"), Sum("vat"))}


def _lock_lines(wanted: Sequence[Off]) -> None:
    """An invoice run that bills one of them now ends first, or waits and bills what is left."""
    lines = OrderLine.objects.filter(pk__in=[one.order_line.pk for one in wanted]).order_by("pk")
    list(lines.select_for_update().values_list("pk"))


def vat_of_credit(line: OrderLine, net: Money, net_before: Money, vat_before: Money) -> Money:
    """The VAT that comes off with so much net: by the line's rate, and all that is left with the last of the net."""
    left = line.vat - vat_before
    return left if net_before + net == line.net else min(vat_on(net, line.vat_rate), left)


def lock_invoices_of(order_lines: Iterable[OrderLine]) -> None:
    """Lock the invoices that billed these lines, in the order of pk.

    For a transaction that issues an invoice before it credits these lines: numbers are taken after all rows are locked.
    """
    billed = InvoiceLine.objects.filter(order_line__in=order_lines).values("invoice_id")
    list(Invoice.objects.select_for_update(no_key=True).filter(pk__in=billed).order_by("pk").values_list("pk"))


def _lock_invoices(wanted: Sequence[Off]) -> Mapping[int, InvoiceLine]:
    """The invoice lines that billed these order lines, by order line; their invoices are locked in the order of pk."""
    lines = InvoiceLine.objects.filter(order_line__in=[one.order_line for one in wanted]).select_related("invoice")
    billed = {line.order_line_id: line for line in lines}
    ids = {line.invoice_id for line in billed.values()}
    if ids:
        list(Invoice.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk"))
    return billed


def with_vat(off: Sequence[Off]) -> list[tuple[Off, Money]]:
    """Each with the VAT that comes off with it, in pounds; the last credit of a line takes what is left.

    Changes nothing. Raises MoreThanTheLine.
    """
    before = already_credited([one.order_line for one in off])
    found = []
    for one in off:
        line = one.order_line
        net_before, vat_before = before.get(line.pk, (ZERO, ZERO))
        if one.net < 0 or net_before + one.net > line.net:
            raise MoreThanTheLine(line)
        vat = vat_of_credit(line, one.net, net_before, vat_before)
        before[line.pk] = (net_before + one.net, vat_before + vat)
        found.append((one, vat))
    return found


def _rows(wanted: Sequence[Off], kind: CreditKind, by: Any, now: datetime) -> list[LineCredit]:
    return [
        LineCredit(
            order_line=one.order_line,
            net=one.net,
            vat=vat,
            kind=kind,
            why=one.why[:300],
            created_at=now,
            created_by=by,
        )
        for one, vat in with_vat(wanted)
    ]


def _audit(rows: Sequence[LineCredit], reason: str, by: Any) -> None:
    by_order: dict[Order, list[str]] = {}
    for row in rows:
        words = f"{row.order_line.description}: {row.net + row.vat}"
        by_order.setdefault(row.order_line.order, []).append(words)
    for order, taken_off in by_order.items():
        record(event="order.credited", target=order, by=by, after={"taken_off": taken_off}, reason=reason)


def _issue_notes(
    rows: Sequence[LineCredit], billed: Mapping[int, InvoiceLine], reason: str, by: Any, now: datetime
) -> list[CreditNote]:
    on_invoices = [(billed[row.order_line_id], row) for row in rows if row.order_line_id in billed]
    on_invoices.sort(key=lambda pair: (pair[0].invoice_id, pair[0].position))
    return [
        _issue_note(invoice, list(pairs), reason, by, now)
        for invoice, pairs in groupby(on_invoices, lambda pair: pair[0].invoice)
    ]


def _issue_note(
    invoice: Invoice, pairs: Sequence[tuple[InvoiceLine, LineCredit]], reason: str, by: Any, now: datetime
) -> CreditNote:
    on = timezone.localdate(now)
    supplier = supplier_on(on)
    net = sum((row.net for _, row in pairs), ZERO)
    vat = sum((row.vat for _, row in pairs), ZERO)
    number = next_number(CREDIT_NOTES, financial_year_of(on))
    note = CreditNote.objects.create(
        series_id=number.series_id,
        sequence=number.sequence,
        number=str(number),
        invoice=invoice,
        issued_on=on,
        reason=reason[:300],
        supplier=as_printed(supplier),
        line_count=len(pairs),
        net=net,
        vat=vat,
        gross=net + vat,
        issued_by=by,
        document=request_new_document(
            kind="credit_note_pdf",
            key=f"credit_note:{number}",
            parameters={"number": str(number)},
            filename=f"{number}.pdf",
            by=by,
        ),
    )
    CreditNoteLine.objects.bulk_create(
        _note_line(note, position, *pair) for position, pair in enumerate(pairs, start=1)
    )
    after = {"invoice": invoice.number, "gross": note.gross}
    record(event="credit_note.issued", target=note, by=by, after=after, reason=reason)
    return note


def _note_line(note: CreditNote, position: int, line: InvoiceLine, row: LineCredit) -> CreditNoteLine:
    """What comes off, as a quantity at the line's own price where it divides, so that a reader can follow it."""
    units = int(row.net / line.unit_price) if line.unit_price and not row.net % line.unit_price else 1
    return CreditNoteLine(
        credit_note=note,
        invoice_line=line,
        line_credit=row,
        position=position,
        product=line.product,
        description=line.description,
        quantity=units,
        unit_price=row.net / units,
        net=row.net,
        vat_category=line.vat_category,
        vat_rate=line.vat_rate,
        vat_reason=line.vat_reason,
        vat_provisional=line.vat_provisional,
        vat=row.vat,
        rule=row.why,
    )
