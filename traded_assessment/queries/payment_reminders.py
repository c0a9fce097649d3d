"""Who is to be reminded of which overdue invoice today, who was, and who is left in peace. Source: domain.md B18."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Exists, OuterRef, Q, QuerySet

from essex_portal.organisations.models import Organisation
from traded_assessment.models import Dispute, Invoice, PaymentReminder, ReminderPause, ReminderStep
from traded_assessment.payment_reminding import Step, Taken, next_step
from traded_assessment.queries.invoice_contacts import Contacts, contacts_of_all
from traded_assessment.queries.invoices import OWING
from traded_assessment.states import InvoiceKind, RemindedPart


@dataclass(frozen=True)
class DueReminder:
    """A step that an invoice has come to."""

    invoice: Invoice
    step: ReminderStep
    days_overdue: int


@dataclass(frozen=True)
class Letter:
    """One message: all invoices of a school, or of a payer of several, that have come to one step."""

    to_whom: Organisation
    step: ReminderStep
    reminders: Sequence[DueReminder]
    addresses: tuple[str, ...]

    @property
    def cannot_go(self) -> bool:
        """Nobody to write to is known: finance has to enter a contact."""
        return not self.addresses and not self.step.passes_on


def current_steps() -> QuerySet[ReminderStep]:
    """Those that count, in their order."""
    return ReminderStep.objects.filter(ended_at=None)


def current_pauses(today: date) -> QuerySet[ReminderPause]:
    """Those that hold today."""
    return ReminderPause.objects.filter(Q(last_on=None) | Q(last_on__gte=today), ended_at=None)


def invoices_to_remind_of(today: date) -> QuerySet[Invoice]:
    """Overdue, owed, not in dispute, not paused; never a recharge, which nobody pays."""
    pauses = current_pauses(today)
    return (
        Invoice.objects.filter(OWING, kind=InvoiceKind.INVOICE, due_on__lt=today)
        .exclude(Exists(Dispute.objects.filter(invoice=OuterRef("pk"), closed_at=None)))
        .exclude(Exists(pauses.filter(Q(invoice=OuterRef("pk")) | Q(school=OuterRef("school")))))
        .exclude(Exists(pauses.filter(school=OuterRef("payer"))))
    )


def due_reminders(today: date, only: Collection[int] | None = None) -> list[DueReminder]:
    """The steps to take today, by the id of who is written to; `only` of these invoices. Three statements."""
    steps = {step.pk: step for step in current_steps()}
    invoices = invoices_to_remind_of(today).select_related("school", "payer").order_by("pk")
    if only is not None:
        invoices = invoices.filter(pk__in=only)
    rows = list(invoices)
    taken = _taken(rows, today)
    pure = [Step(step.pk, step.days_overdue) for step in steps.values()]
    found = []
    for invoice in rows:
        days = (today - invoice.due_on).days
        upcoming = next_step(pure, taken.get(invoice.pk, []), days)
        if upcoming:
            found.append(DueReminder(invoice, steps[upcoming.key], days))
    return found


def letters(reminders: Iterable[DueReminder]) -> list[Letter]:
    """What would be sent for these, one message a school and step. Three statements."""
    due = sorted(reminders, key=_school_and_step)
    contacts = contacts_of_all([one.invoice for one in due])
    found = []
    for _, group in groupby(due, key=_school_and_step):
        members = list(group)
        step, invoice = members[0].step, members[0].invoice
        found.append(Letter(_to_whom(invoice), step, members, _addresses(step, contacts[invoice.pk])))
    return found


def reminders_of(invoice: Invoice) -> QuerySet[PaymentReminder]:
    """What was sent for an invoice, in the order of time."""
    return invoice.reminders.all()


def passed_on() -> QuerySet[PaymentReminder]:
    """Invoices marked for the council's debt team and still owed, the latest first."""
    owed = Q(invoice__in=Invoice.objects.filter(OWING))
    return PaymentReminder.objects.filter(owed, passed_on=True).select_related("invoice").order_by("-taken_on", "-pk")


def _taken(invoices: Sequence[Invoice], today: date) -> dict[int, list[Taken]]:
    rows = PaymentReminder.objects.filter(invoice__in=[invoice.pk for invoice in invoices])
    found: dict[int, list[Taken]] = {}
    for invoice, step, days, on in rows.values_list("invoice_id", "step_id", "step__days_overdue", "taken_on"):
        found.setdefault(invoice, []).append(Taken(step, days, (today - on).days))
    return found


def _to_whom(invoice: Invoice) -> Organisation:
    return invoice.school or invoice.payer


def _school_and_step(reminder: DueReminder) -> tuple[str, int, int]:
    whom = _to_whom(reminder.invoice)
    return whom.name, whom.pk, reminder.step.days_overdue


def _addresses(step: ReminderStep, contacts: Contacts) -> tuple[str, ...]:
    """Who the step is for; when there is nobody of that part, the others, so that somebody hears of it."""
    if step.passes_on:
        return ()
    wanted = {
        RemindedPart.HEADTEACHER: contacts.headteachers,
        RemindedPart.BILLING: contacts.billing,
        RemindedPart.EVERYBODY: contacts.all,
    }[RemindedPart(step.to)]
    return wanted or contacts.all
