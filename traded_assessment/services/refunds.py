"""What happens with money that was paid too much: paid back, or used for another invoice of the same payer."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.audit.services import record
from essex_portal.money import ZERO, Money, pounds
from essex_portal.ui.words import date_words
from traded_assessment.models import Invoice, Payment
from traded_assessment.services.balances import move_balance
from traded_assessment.services.payments import PaymentRefused, refuse_recharge
from traded_assessment.states import PaymentKind


class MoreThanCredit(PaymentRefused):
    def __init__(self, invoice: Invoice) -> None:
        credit = pounds(max(-invoice.outstanding, ZERO))
        super().__init__(f"Amount must be {credit} or less: that is what is in credit", field="amount")


class NotPaidBackYet(PaymentRefused):
    def __init__(self, today: date) -> None:
        super().__init__(f"Date paid back must be today, {date_words(today)}, or earlier", field="paid_on")


class SameRefund(PaymentRefused):
    def __init__(self) -> None:
        super().__init__(
            "A refund with this reference is recorded already. Enter another reference if this is a second one.",
            field="reference",
        )


class NothingMoved(PaymentRefused):
    def __init__(self) -> None:
        super().__init__(
            "Nothing was moved: the invoice is no longer in credit, or the other one is settled meanwhile",
            field="target",
        )


@transaction.atomic
def record_refund(*, invoice: Invoice, paid_on: date, amount: Money, reference: str, by: Any, today: date) -> Payment:
    """Record that `amount` pounds of what was paid too much were paid back. Raises PaymentRefused."""
    _check(by)
    if paid_on > today:
        raise NotPaidBackYet(today)
    locked = Invoice.objects.select_for_update(no_key=True).get(pk=invoice.pk)
    refuse_recharge(locked)
    if amount > -locked.outstanding:
        raise MoreThanCredit(locked)
    if locked.payments.filter(kind=PaymentKind.REFUND, reference=reference).exists():
        raise SameRefund
    payment = Payment.objects.create(
        invoice=locked,
        kind=PaymentKind.REFUND,
        amount=-amount,
        received_on=paid_on,
        reference=reference,
        recorded_by=by,
    )
    after = {"amount": amount, "paid_on": paid_on, "reference": reference}
    record(event="invoice.refund_recorded", target=locked, by=by, after=after)
    return payment


def use_credit(*, source: Invoice, target: Invoice, by: Any, now: datetime) -> Money:
    """Use what is in credit on `source` for `target`, another invoice of the same payer; returns the pounds moved.

    Raises PaymentRefused when nothing could be moved.
    """
    _check(by)
    refuse_recharge(source)
    moved = move_balance(source=source, target=target, by=by, now=now)
    if not moved:
        raise NothingMoved
    return moved


def _check(by: Any) -> None:
    if not holds(by, Permission.MANAGE_DEBT):
        raise PermissionDenied
