"""Finance takes money off an invoice by hand. Source: domain.md B8."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.money import ZERO, Money
from traded_assessment.models import CreditNote, Invoice, InvoiceLine
from traded_assessment.services.crediting import CreditRefused, Off, already_credited, credit_lines, with_vat
from traded_assessment.states import CreditKind


class CreditedMeanwhile(CreditRefused):
    def __init__(self) -> None:
        super().__init__("This invoice was credited meanwhile. Nothing was credited now: look at what is left.")


class NothingToCredit(CreditRefused):
    def __init__(self) -> None:
        super().__init__("Enter an amount beside at least one line, or choose to credit all of it.")


@dataclass(frozen=True)
class LineLeft:
    """A line of an invoice with what has come off it, before VAT, in pounds."""

    line: InvoiceLine
    left: Money

    @property
    def credited(self) -> Money:
        return self.line.net - self.left


@dataclass(frozen=True)
class CreditPreview:
    """What a credit note would say, and what becomes of the invoice; pounds."""

    lines: Sequence[tuple[LineLeft, Money, Money]]
    """Each line with the net and the VAT that come off."""
    outstanding: Money
    """As the invoice stands now."""
    credited: Money
    """What had been credited before; the confirmation says it again, so that a second press credits nothing."""

    @property
    def net(self) -> Money:
        return sum((net for _, net, _ in self.lines), ZERO)

    @property
    def vat(self) -> Money:
        return sum((vat for _, _, vat in self.lines), ZERO)

    @property
    def gross(self) -> Money:
        return self.net + self.vat

    @property
    def left_to_pay(self) -> Money:
        return max(self.outstanding - self.gross, ZERO)

    @property
    def comes_into_credit(self) -> Money:
        """What the payer is owed afterwards, with what was in credit before."""
        return max(self.gross - self.outstanding, ZERO)


def lines_left(invoice: Invoice) -> list[LineLeft]:
    """The invoice's lines, each with what may still come off it."""
    lines = list(invoice.lines.select_related("order_line__order"))
    taken = already_credited([line.order_line for line in lines])
    return [LineLeft(line, line.order_line.net - taken.get(line.order_line_id, (ZERO, ZERO))[0]) for line in lines]


def preview_credit(*, invoice: Invoice, nets: Mapping[int, Money], reason: str) -> CreditPreview:
    """What `credit_invoice` would do. `nets` are pounds before VAT by the line's position. Raises CreditRefused."""
    chosen = [one for one in lines_left(invoice) if nets.get(one.line.position)]
    if not chosen:
        raise NothingToCredit
    off = [Off(one.line.order_line, nets[one.line.position], reason) for one in chosen]
    priced = with_vat(off)
    lines = [(one, asked.net, vat) for one, (asked, vat) in zip(chosen, priced, strict=True)]
    return CreditPreview(lines, invoice.outstanding, invoice.credited)


@transaction.atomic
def credit_invoice(
    *, invoice: Invoice, nets: Mapping[int, Money], reason: str, credited_before: Money, by: Any, now: datetime
) -> CreditNote:
    """Take `nets` (pounds before VAT, by the line's position) off an invoice, and issue its credit note.

    `credited_before` is what the person saw as credited: when that has changed, nothing is done. Raises CreditRefused.
    """
    if not holds(by, Permission.CREDIT_INVOICES):
        raise PermissionDenied
    locked = Invoice.objects.select_for_update(no_key=True).get(pk=invoice.pk)
    if locked.credited != credited_before:
        raise CreditedMeanwhile
    preview = preview_credit(invoice=locked, nets=nets, reason=reason)
    off = [Off(one.line.order_line, net, reason) for one, net, _ in preview.lines]
    [note] = credit_lines(off=off, kind=CreditKind.GOODWILL, reason=reason, by=by, now=now)
    return note
