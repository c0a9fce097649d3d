"""What belongs on a statement: everything that changed what a set of invoices asks for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet, Sum

from essex_portal.money import ZERO, Money
from essex_portal.organisations.models import Organisation
from essex_portal.organisations.states import OrganisationKind
from traded_assessment.models import CreditNote, Invoice, Payment, WriteOff, WriteOffReversal
from traded_assessment.queries.invoices import IN_CREDIT, OUTSTANDING, OWING, invoices_of
from traded_assessment.statements import Entry
from traded_assessment.states import PaymentKind, WriteOffState

ASKED, CREDITED, PAID, GIVEN_UP, TAKEN_BACK = range(5)

PAYMENT_WORDS = {
    PaymentKind.RECEIVED: "Payment received, {reference}",
    PaymentKind.REFUND: "Paid back, {reference}",
    PaymentKind.MOVED_IN: "Moved from {reference}",
    PaymentKind.MOVED_OUT: "Moved to {reference}",
    PaymentKind.JOURNAL: "Settled by journal, {reference}",
}


@dataclass(frozen=True)
class Standing:
    """How things stand today, in pounds."""

    owed: Money
    overdue: Money
    in_credit: Money


def invoices_on_statement(organisation: Organisation) -> QuerySet[Invoice]:
    """A school's own invoices, with those of schools it took over from; of any other, those that it pays."""
    if organisation.kind == OrganisationKind.SCHOOL:
        return invoices_of(organisation)
    return Invoice.objects.filter(payer=organisation)


def entries_of(invoices: QuerySet[Invoice]) -> list[Entry]:
    """Everything that ever changed what these invoices ask for. Five statements."""
    ids = invoices.order_by().values("pk")
    return [
        *_invoices(invoices),
        *_credit_notes(CreditNote.objects.filter(invoice__in=ids)),
        *_payments(Payment.objects.filter(invoice__in=ids)),
        *_write_offs(WriteOff.objects.filter(invoice__in=ids, state=WriteOffState.APPROVED)),
        *_reversals(WriteOffReversal.objects.filter(invoice__in=ids)),
    ]


def standing_of(invoices: QuerySet[Invoice], today: date) -> Standing:
    """What is owed, what of it is overdue, and what is in credit. One statement."""
    sums = invoices.order_by().aggregate(
        owed_sum=Sum(OUTSTANDING, filter=OWING),
        overdue_sum=Sum(OUTSTANDING, filter=OWING & Q(due_on__lt=today)),
        credit_sum=Sum(OUTSTANDING, filter=IN_CREDIT),
    )
    owed, overdue, credit = (amount or ZERO for amount in sums.values())
    return Standing(owed, overdue, -credit)


def _invoices(invoices: QuerySet[Invoice]) -> Iterator[Entry]:
    for row in invoices.only("number", "kind", "references", "issued_on", "gross"):
        words = f"{row.get_kind_display()} for {', '.join(row.references)}"
        yield Entry(row.issued_on, ASKED, row.number, words, row.gross)


def _credit_notes(notes: QuerySet[CreditNote]) -> Iterator[Entry]:
    for number, on, reason, gross, invoice in notes.values_list(
        "number", "issued_on", "reason", "gross", "invoice__number"
    ):
        yield Entry(on, CREDITED, number, f"Credit note for {invoice}: {reason}", -gross)


def _payments(payments: QuerySet[Payment]) -> Iterator[Entry]:
    for on, kind, reference, amount, invoice in payments.values_list(
        "received_on", "kind", "reference", "amount", "invoice__number"
    ):
        yield Entry(on, PAID, invoice, PAYMENT_WORDS[PaymentKind(kind)].format(reference=reference), -amount)


def _write_offs(write_offs: QuerySet[WriteOff]) -> Iterator[Entry]:
    rows: Iterable[tuple[Any, Money, str]] = write_offs.values_list("decided_on", "amount", "invoice__number")
    for on, amount, invoice in rows:
        yield Entry(on, GIVEN_UP, invoice, "Written off", -amount)


def _reversals(reversals: QuerySet[WriteOffReversal]) -> Iterator[Entry]:
    for on, amount, invoice in reversals.values_list("reversed_on", "amount", "invoice__number"):
        yield Entry(on, TAKEN_BACK, invoice, "Write-off taken back, since money came", amount)
