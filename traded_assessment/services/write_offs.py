"""Giving up debts: one person proposes, another decides. Source: domain.md B18; docs/adr/0010."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.audit.services import record
from essex_portal.money import Money, pounds
from traded_assessment.models import Invoice, WriteOff
from traded_assessment.states import InvoiceKind, WriteOffState


class WriteOffRefused(Exception):
    """Nothing was changed; `str()` says why, `field` is the answer at fault (None: it is about no single one)."""

    def __init__(self, words: str, *, field: str | None = None) -> None:
        super().__init__(words)
        self.field = field


class NotADebt(WriteOffRefused):
    def __init__(self) -> None:
        super().__init__("A recharge is settled by journal inside the council. It cannot be written off.")


class ProposedAlready(WriteOffRefused):
    def __init__(self) -> None:
        super().__init__("A write-off of this invoice waits for its decision already.")


class MoreThanIsOwed(WriteOffRefused):
    def __init__(self, invoice: Invoice) -> None:
        owed = f"{pounds(invoice.outstanding)} is owed" if invoice.outstanding > 0 else "nothing is owed any more"
        super().__init__(f"More would be written off than is owed: {owed} on {invoice.number}.", field="amount")


class OwnProposal(WriteOffRefused):
    def __init__(self) -> None:
        super().__init__("You proposed this write-off, so somebody else has to decide it.")


class DecidedAlready(WriteOffRefused):
    def __init__(self, write_off: WriteOff) -> None:
        super().__init__(f"This write-off is decided already: {write_off.get_state_display().lower()}.")


@transaction.atomic
def propose_write_off(*, invoice: Invoice, amount: Money, reason: str, by: Any, now: datetime) -> WriteOff:
    """Ask a second person to give up `amount` pounds of an invoice. Raises WriteOffRefused."""
    _check(by, Permission.MANAGE_DEBT)
    locked = Invoice.objects.select_for_update(no_key=True).get(pk=invoice.pk)
    if locked.kind == InvoiceKind.RECHARGE:
        raise NotADebt
    if locked.write_offs.filter(state=WriteOffState.PROPOSED).exists():
        raise ProposedAlready
    if amount > locked.outstanding:
        raise MoreThanIsOwed(locked)
    proposed = WriteOff.objects.create(invoice=locked, amount=amount, reason=reason, proposed_at=now, proposed_by=by)
    record(event="invoice.write_off_proposed", target=locked, by=by, after={"amount": amount}, reason=reason)
    return proposed


@transaction.atomic
def approve_write_off(*, write_off: WriteOff, by: Any, now: datetime) -> WriteOff:
    """Give the debt up. Raises WriteOffRefused, also for who proposed it and when less is owed by now."""
    _check(by, Permission.APPROVE_WRITE_OFFS)
    invoice, locked = _lock(write_off)
    if locked.proposed_by_id == by.pk:
        raise OwnProposal
    if locked.amount > invoice.outstanding:
        raise MoreThanIsOwed(invoice)
    return _decide(locked, WriteOffState.APPROVED, "", by, now)


@transaction.atomic
def refuse_write_off(*, write_off: WriteOff, answer: str, by: Any, now: datetime) -> WriteOff:
    """Keep asking for the money, and say why. Raises WriteOffRefused."""
    _check(by, Permission.APPROVE_WRITE_OFFS)
    _, locked = _lock(write_off)
    if locked.proposed_by_id == by.pk:
        raise OwnProposal
    return _decide(locked, WriteOffState.REFUSED, answer, by, now)


@transaction.atomic
def withdraw_write_off(*, write_off: WriteOff, by: Any, now: datetime) -> WriteOff:
    """Take back a proposal that is not decided yet. Raises WriteOffRefused."""
    _check(by, Permission.MANAGE_DEBT)
    _, locked = _lock(write_off)
    return _decide(locked, WriteOffState.WITHDRAWN, "", by, now)


def _lock(write_off: WriteOff) -> tuple[Invoice, WriteOff]:
    invoice = Invoice.objects.select_for_update(no_key=True).get(pk=write_off.invoice_id)
    locked = WriteOff.objects.select_for_update().get(pk=write_off.pk)
    if locked.state != WriteOffState.PROPOSED:
        raise DecidedAlready(locked)
    return invoice, locked


def _decide(write_off: WriteOff, state: WriteOffState, answer: str, by: Any, now: datetime) -> WriteOff:
    write_off.state, write_off.answer = state, answer
    write_off.decided_by, write_off.decided_at, write_off.decided_on = by, now, timezone.localdate(now)
    write_off.save(update_fields=["state", "answer", "decided_by", "decided_at", "decided_on"])
    record(
        event=f"invoice.write_off_{state}",
        target=write_off.invoice,
        by=by,
        after={"amount": write_off.amount},
        reason=answer or write_off.reason,
    )
    return write_off


def _check(by: Any, permission: Permission) -> None:
    if not holds(by, permission):
        raise PermissionDenied
