"""Disputes about invoices. While one is open nobody is reminded. Source: domain.md B18."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.audit.services import record
from traded_assessment.access import sees
from traded_assessment.dispute_emails import email_dispute_closed
from traded_assessment.models import Dispute, Invoice
from traded_assessment.states import DisputeOutcome


class DisputeRefused(Exception):
    """Nothing was changed; `str()` says why, for the person."""


class AlreadyDisputed(DisputeRefused):
    def __init__(self) -> None:
        super().__init__("This invoice is in dispute already. Finance deals with one question at a time.")


class NothingOwed(DisputeRefused):
    def __init__(self) -> None:
        super().__init__("Nothing is left to pay on this invoice, so there is nothing to dispute.")


class AlreadyClosed(DisputeRefused):
    def __init__(self) -> None:
        super().__init__("This dispute is closed already.")


@transaction.atomic
def open_dispute(*, invoice: Invoice, reason: str, by: Any, now: datetime) -> Dispute:
    """Say that an invoice is wrong: the school by its own people, or finance for it. Raises DisputeRefused."""
    at_finance = holds(by, Permission.MANAGE_DEBT)
    if not at_finance and not (invoice.school and sees(by, Permission.DISPUTE_INVOICES, invoice.school)):
        raise PermissionDenied
    locked = Invoice.objects.select_for_update(no_key=True).get(pk=invoice.pk)
    if locked.outstanding <= 0:
        raise NothingOwed
    if locked.disputes.filter(closed_at=None).exists():
        raise AlreadyDisputed
    dispute = Dispute.objects.create(
        invoice=locked, reason=reason, by_school=not at_finance, opened_at=now, opened_by=by
    )
    record(event="invoice.dispute_opened", target=locked, by=by, reason=reason)
    return dispute


@transaction.atomic
def close_dispute(*, dispute: Dispute, outcome: DisputeOutcome, answer: str, by: Any, now: datetime) -> Dispute:
    """End a dispute with an answer, which the school is told. Reminders go on. Raises DisputeRefused."""
    if not holds(by, Permission.MANAGE_DEBT):
        raise PermissionDenied
    locked = Dispute.objects.select_for_update(of=("self",)).select_related("invoice__school").get(pk=dispute.pk)
    if locked.closed_at is not None:
        raise AlreadyClosed
    locked.outcome, locked.answer, locked.closed_at, locked.closed_by = outcome, answer, now, by
    locked.save(update_fields=["outcome", "answer", "closed_at", "closed_by"])
    record(event="invoice.dispute_closed", target=locked.invoice, by=by, after={"outcome": outcome}, reason=answer)
    email_dispute_closed(locked)
    return locked
