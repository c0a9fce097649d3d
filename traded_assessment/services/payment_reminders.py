"""Reminding schools of overdue invoices, and leaving them in peace for a while. Source: domain.md B18."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.audit.services import record
from essex_portal.organisations.models import Organisation
from essex_portal.school_calendar import is_working_day
from traded_assessment.models import Invoice, PaymentReminder, ReminderPause
from traded_assessment.payment_reminder_emails import email_reminder
from traded_assessment.queries.payment_reminders import Letter, current_pauses, due_reminders, letters


class PauseRefused(Exception):
    """Nothing was changed; `str()` says why, `field` is the answer at fault (None: it is about no single one)."""

    def __init__(self, words: str, *, field: str | None = None) -> None:
        super().__init__(words)
        self.field = field


class PausedAlready(PauseRefused):
    def __init__(self) -> None:
        super().__init__("The reminders are paused already. End that pause first.")


class PauseIsOver(PauseRefused):
    def __init__(self) -> None:
        super().__init__("Last day of the pause must be today or later", field="last_on")


def send_payment_reminders(*, now: datetime) -> int:
    """Take the steps that overdue invoices have come to, and return how many; none on a day that is no working day.

    Safe to run twice and at once: each step is taken once for an invoice. A school's letters go in a transaction of
    their own, so that a killed worker leaves whole ones behind.
    """
    today = timezone.localdate(now)
    if not is_working_day(today):
        return 0
    return sum(_send(letter, now, today) for letter in letters(due_reminders(today)))


def send_reminders_now(*, by: Any, now: datetime) -> int:
    """The same, since finance asks for it."""
    _check(by)
    return send_payment_reminders(now=now)


@transaction.atomic
def pause_reminders(
    *, about: Invoice | Organisation, reason: str, last_on: date | None, by: Any, now: datetime
) -> ReminderPause:
    """Remind nobody of an invoice, or of any that a school or payer has, until `last_on` or until it is ended.

    Raises PauseRefused.
    """
    _check(by)
    today = timezone.localdate(now)
    if last_on is not None and last_on < today:
        raise PauseIsOver
    whose = {"invoice": about} if isinstance(about, Invoice) else {"school": about}
    type(about).objects.select_for_update(no_key=True).get(pk=about.pk)
    if current_pauses(today).filter(**whose).exists():
        raise PausedAlready
    pause = ReminderPause.objects.create(**whose, reason=reason, last_on=last_on, paused_at=now, paused_by=by)
    record(event="payment_reminders.paused", target=about, by=by, after={"last_on": last_on}, reason=reason)
    return pause


@transaction.atomic
def end_pause(*, pause: ReminderPause, by: Any, now: datetime) -> None:
    """Go on reminding. Ending one that has ended changes nothing."""
    _check(by)
    locked = ReminderPause.objects.select_for_update().get(pk=pause.pk)
    if locked.ended_at is None:
        locked.ended_at, locked.ended_by = now, by
        locked.save(update_fields=["ended_at", "ended_by"])
        whose: Any = locked.invoice or locked.school
        record(event="payment_reminders.resumed", target=whose, by=by)


@transaction.atomic
def _send(letter: Letter, now: datetime, today: date) -> int:
    """Look again at the school's invoices under lock, since they may be paid or reminded of meanwhile."""
    ids = [one.invoice.pk for one in letter.reminders]
    list(Invoice.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk"))
    still_due = letters(one for one in due_reminders(today, only=ids) if one.step.pk == letter.step.pk)
    return sum(_take(one, now, today) for one in still_due if not one.cannot_go)


def _take(letter: Letter, now: datetime, today: date) -> int:
    for one in letter.reminders:
        PaymentReminder.objects.create(
            invoice=one.invoice,
            step=one.step,
            name=one.step.name,
            taken_on=today,
            taken_at=now,
            days_overdue=one.days_overdue,
            owed=one.invoice.outstanding,
            addresses=list(letter.addresses),
            passed_on=one.step.passes_on,
        )
        event = "invoice.passed_to_debt_team" if one.step.passes_on else "invoice.reminder_sent"
        record(event=event, target=one.invoice, by=None, after={"step": one.step.name, "owed": one.invoice.outstanding})
    email_reminder(letter, today)
    return len(letter.reminders)


def _check(by: Any) -> None:
    if not holds(by, Permission.MANAGE_DEBT):
        raise PermissionDenied
