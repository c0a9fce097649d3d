"""What the database and the services never let go wrong with runs and journals, looked for all the same."""

from collections.abc import Iterator

from django.db.models import F, Q, Sum

from traded_assessment.models import JournalBatch, JournalPosting, Payment, RehearsedBill
from traded_assessment.states import BillState, JournalState, PaymentKind

OF_JOURNALS = (PaymentKind.JOURNAL, PaymentKind.REFUND)


def broken_ledger_invariants() -> list[str]:
    """A sentence for each thing that is wrong; none when all is well. Four statements."""
    return [*_journals_that_do_not_balance(), *_journals_that_settled_otherwise(), *_bills_issued_otherwise()]


def _journals_that_do_not_balance() -> Iterator[str]:
    summed = JournalBatch.objects.annotate(debits=Sum("postings__debit"), credits=Sum("postings__credit"))
    for batch in summed.exclude(debits=F("total"), credits=F("total")):
        yield f"The postings of {batch} do not balance at its total"


def _journals_that_settled_otherwise() -> Iterator[str]:
    """A posted journal paid for each recharge what it took from the school, and no other journal paid anything."""
    posted = JournalPosting.objects.filter(of_school=True, batch__state=JournalState.POSTED)
    taken = {
        (f"JNL-{batch:06d}", number): amount
        for batch, number, amount in posted.order_by()
        .values_list("batch_id", "invoice__number")
        .annotate(amount=Sum(F("debit") - F("credit")))
        if amount
    }
    payments = Payment.objects.filter(kind__in=OF_JOURNALS, reference__startswith="JNL-").order_by()
    rows = payments.values_list("reference", "invoice__number").annotate(Sum("amount"))
    paid = {(reference, number): amount for reference, number, amount in rows}
    for reference, number in sorted({key for key, _ in taken.items() ^ paid.items()}):
        key = (reference, number)
        yield f"{reference} took {taken.get(key, 0)} for {number}, and {paid.get(key, 0)} is paid"


def _bills_issued_otherwise() -> Iterator[str]:
    wrong = ~Q(invoice__gross=F("gross")) | ~Q(invoice__line_count=F("line_count"))
    for bill in RehearsedBill.objects.filter(wrong, state=BillState.ISSUED).select_related("invoice", "rehearsal"):
        yield f"{bill.invoice} is not what {bill.rehearsal} showed"
