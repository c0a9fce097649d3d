"""Moving what was paid too much on one invoice to another of the same payer."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from essex_portal.audit.services import record
from essex_portal.money import ZERO, Money
from traded_assessment.models import Invoice, Payment
from traded_assessment.states import InvoiceKind, PaymentKind


@transaction.atomic
def move_balance(*, source: Invoice, target: Invoice, by: Any, now: datetime) -> Money:
    """Move what is paid too much on `source` to `target`, at most what `target` still asks for.

    Returns the pounds moved: nothing when `source` is not in credit, or when the two are not invoices of one payer:
    a recharge is settled by journal, which gives back what is credited. Both are locked in the order of pk.
    """
    rows = Invoice.objects.select_for_update(no_key=True).filter(pk__in=(source.pk, target.pk)).order_by("pk")
    locked = {row.pk: row for row in rows}
    amount = _movable(locked[source.pk], locked[target.pk])
    if amount <= 0:
        return ZERO
    on = timezone.localdate(now)
    taken = Payment.objects.create(
        invoice=source,
        kind=PaymentKind.MOVED_OUT,
        amount=-amount,
        received_on=on,
        reference=target.number,
        recorded_by=by,
    )
    Payment.objects.create(
        invoice=target, kind=PaymentKind.MOVED_IN, amount=amount, received_on=on, reference=source.number,
        moved_from=taken, recorded_by=by,
    )  # fmt: skip
    record(event="invoice.balance_moved", target=source, by=by, after={"to": target.number, "amount": amount})
    record(event="invoice.balance_received", target=target, by=by, after={"from": source.number, "amount": amount})
    return amount


def _movable(source: Invoice, target: Invoice) -> Money:
    if source.payer_id != target.payer_id or InvoiceKind.RECHARGE in (source.kind, target.kind):
        return ZERO
    return min(-source.outstanding, source.paid, target.outstanding)
