"""Journals: a month's recharges as postings that balance; posting one settles them. Source: domain.md B14, B15."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms.models import model_to_dict
from django.utils import timezone

from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.audit.services import record
from essex_portal.money import ZERO, Money
from essex_portal.ui.words import date_words
from traded_assessment.models import CreditNote, Invoice, JournalBatch, JournalCodes, JournalPosting, Payment
from traded_assessment.states import InvoiceKind, JournalState, PaymentKind


class JournalRefused(Exception):
    """Nothing was changed; `str()` says why, `field` is the answer at fault."""

    def __init__(self, words: str, *, field: str | None = None) -> None:
        super().__init__(words)
        self.field = field


@dataclass(frozen=True)
class Codes:
    """The ledger's codes: the training income's cost centre, and subjective and activity of both sides."""

    income_cost_centre: str
    income_subjective: str
    income_activity: str
    charge_subjective: str
    charge_activity: str


@transaction.atomic
def change_codes(*, codes: Codes, valid_from: date, by: Any, today: date) -> JournalCodes:
    """Use these codes in journals dated from a day on; today's and coming ones may be changed again.

    Journals that are made keep theirs. Raises JournalRefused, PermissionDenied.
    """
    _check_permission(by)
    if valid_from < today and JournalCodes.objects.exists():
        raise JournalRefused(f"First day must be today, {date_words(today)}, or later", field="valid_from")
    before = JournalCodes.objects.filter(valid_from__lte=valid_from).first()
    changed, _ = JournalCodes.objects.update_or_create(valid_from=valid_from, defaults=vars(codes))
    shown = model_to_dict(before, exclude=["id"]) if before else None
    record(
        event="journal_codes.changed", target=changed, by=by, before=shown, after=model_to_dict(changed, exclude=["id"])
    )
    return changed


@transaction.atomic
def make_journal(*, period_end: date, by: Any, now: datetime) -> JournalBatch:
    """Put the recharges up to a day, inclusive, and the credits of recharges, into one journal of that date.

    Each is in one journal only; the school's cost centre is debited and the training income credited, a credit the
    other way round. Raises JournalRefused, PermissionDenied.
    """
    _check_permission(by)
    today = timezone.localdate(now)
    if period_end > today:
        raise JournalRefused(f"Last day must be today, {date_words(today)}, or earlier", field="period_end")
    codes = JournalCodes.objects.select_for_update().filter(valid_from__lte=period_end).first()
    if codes is None:
        raise JournalRefused("Enter the ledger’s codes for that day first", field="period_end")
    postings = list(_postings(codes, period_end))
    if not postings:
        raise JournalRefused("No recharge waits for a journal up to that day", field="period_end")
    total = sum((posting.debit for posting in postings), ZERO)
    batch = JournalBatch.objects.create(
        period_end=period_end, line_count=len(postings), total=total, made_by=by, made_at=now
    )
    for position, posting in enumerate(postings, start=1):
        posting.batch, posting.position = batch, position
    JournalPosting.objects.bulk_create(postings)
    record(event="journal.made", target=batch, by=by, after={"period_end": period_end, "total": total})
    return batch


@transaction.atomic
def post_journal(*, batch: JournalBatch, by: Any, now: datetime) -> JournalBatch:
    """Say that the ledger has the journal: its recharges are settled under its reference. Once, however often.

    Raises JournalRefused, PermissionDenied.
    """
    _check_permission(by)
    batch = _locked(batch)
    if batch.state == JournalState.POSTED:
        return batch
    if JournalBatch.objects.filter(pk__lt=batch.pk, state=JournalState.MADE).exists():
        raise JournalRefused("Post the journals before this one first, or discard them")
    amounts = _net_by_invoice(batch)
    list(Invoice.objects.select_for_update(no_key=True).filter(pk__in=amounts).order_by("pk").values_list("pk"))
    Payment.objects.bulk_create(
        Payment(
            invoice_id=pk,
            kind=PaymentKind.JOURNAL if amount > 0 else PaymentKind.REFUND,
            amount=amount,
            received_on=batch.period_end,
            reference=batch.reference,
            recorded_by=by,
        )
        for pk, amount in sorted(amounts.items())
        if amount
    )
    batch.state, batch.posted_by, batch.posted_at = JournalState.POSTED, by, now
    batch.save(update_fields=["state", "posted_by", "posted_at"])
    record(event="journal.posted", target=batch, by=by, after={"total": batch.total, "recharges": len(amounts)})
    return batch


@transaction.atomic
def discard_journal(*, batch: JournalBatch, by: Any, reason: str) -> None:
    """Take apart a journal that the ledger did not take; its recharges wait for the next one.

    The newest first, since a later one may give back what this one takes. Raises JournalRefused, PermissionDenied.
    """
    _check_permission(by)
    list(JournalCodes.objects.select_for_update().order_by("pk"))  # so that none is made meanwhile
    batch = _locked(batch)
    if batch.state == JournalState.POSTED:
        raise JournalRefused("The journal is posted already")
    if JournalBatch.objects.filter(pk__gt=batch.pk).exists():
        raise JournalRefused("Discard the journals after this one first: they may give back what it takes")
    record(event="journal.discarded", target=batch, by=by, before={"total": batch.total}, reason=reason)
    batch.delete()


def _locked(batch: JournalBatch) -> JournalBatch:
    found = JournalBatch.objects.select_for_update().filter(pk=batch.pk).first()
    if found is None:
        raise JournalRefused("Somebody has discarded this journal meanwhile. Its recharges wait for the next one")
    return found


def _check_permission(by: Any) -> None:
    if not holds(by, Permission.MANAGE_BILLING):
        raise PermissionDenied


def _postings(codes: JournalCodes, period_end: date) -> Iterator[JournalPosting]:
    recharges = Invoice.objects.filter(kind=InvoiceKind.RECHARGE, issued_on__lte=period_end, postings=None)
    for invoice in recharges.order_by("number"):
        words = f"Training for {invoice.customer['school']}, {', '.join(invoice.references)}"
        yield from _two_sides(codes, invoice, None, invoice.gross, words)
    notes = CreditNote.objects.filter(invoice__kind=InvoiceKind.RECHARGE, issued_on__lte=period_end, postings=None)
    for note in notes.select_related("invoice").order_by("number"):
        words = f"Credit of {note.invoice.number} for {note.invoice.customer['school']}: {note.reason}"
        yield from _two_sides(codes, note.invoice, note, note.gross, words)


def _two_sides(
    codes: JournalCodes, invoice: Invoice, note: CreditNote | None, amount: Money, words: str
) -> Sequence[JournalPosting]:
    """The school's side first. A credit note turns debit and credit round."""
    debit, credit = ("credit", "debit") if note else ("debit", "credit")
    about = {
        "invoice": invoice, "credit_note": note, "reference": (note or invoice).number, "description": words[:240],
    }  # fmt: skip
    return (
        JournalPosting(
            **about,
            of_school=True,
            cost_centre=invoice.customer["cost_centre"],
            subjective=codes.charge_subjective,
            activity=codes.charge_activity,
            **{debit: amount},
        ),
        JournalPosting(
            **about,
            of_school=False,
            cost_centre=codes.income_cost_centre,
            subjective=codes.income_subjective,
            activity=codes.income_activity,
            **{credit: amount},
        ),
    )


def _net_by_invoice(batch: JournalBatch) -> dict[int, Money]:
    """What the journal takes from each school for each recharge, in pounds; negative when it gives back."""
    amounts: dict[int, Money] = defaultdict(lambda: ZERO)
    for invoice_id, debit, credit in batch.postings.filter(of_school=True).values_list("invoice_id", "debit", "credit"):
        amounts[invoice_id] += debit - credit
    return amounts
