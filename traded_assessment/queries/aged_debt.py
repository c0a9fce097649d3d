"""What was owed on a day, from what had been paid, credited and written off by then."""

from datetime import date
from typing import Any

from django.db.models import DecimalField, F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

from essex_portal.money import ZERO
from traded_assessment.ageing import Debt
from traded_assessment.models import CreditNote, Invoice, Payment, WriteOff, WriteOffReversal
from traded_assessment.states import InvoiceKind, Tier, WriteOffState

MONEY = DecimalField(max_digits=11, decimal_places=2)
SEVERAL = "Several schools"


def debts_on(as_at: date) -> list[Debt]:
    """Each invoice that asked for something, or was in credit, at the end of that day. One statement.

    Recharges are left out: nobody outside the council owes them.
    """
    rows = _owed_then(as_at).exclude(owed_then=0).values_list(
        "number", "school_id", "school_name", "payer_id", "payer__name", "quadrant", "tier", "issued_on", "due_on",
        "gross", "owed_then",
    )  # fmt: skip
    return [_debt(*row) for row in rows]


def _owed_then(as_at: date) -> QuerySet[Any]:
    taken_off = (
        _sum_of(Payment.objects.filter(received_on__lte=as_at), "amount")
        + _sum_of(CreditNote.objects.filter(issued_on__lte=as_at), "gross")
        + _sum_of(WriteOff.objects.filter(decided_on__lte=as_at, state=WriteOffState.APPROVED), "amount")
        - _sum_of(WriteOffReversal.objects.filter(reversed_on__lte=as_at), "amount")
    )
    return Invoice.objects.filter(kind=InvoiceKind.INVOICE, issued_on__lte=as_at).annotate(
        school_name=Coalesce(KT("customer__school"), KT("customer__name")),
        quadrant=F("school__school__district__quadrant__name"),
        owed_then=F("gross") - taken_off,
    )


def _sum_of(rows: QuerySet[Any], amount: str) -> Coalesce:
    """Of one invoice's rows, as a part of a query about invoices."""
    summed = rows.filter(invoice=OuterRef("pk")).order_by().values("invoice").annotate(total=Sum(amount))
    return Coalesce(Subquery(summed.values("total")), ZERO, output_field=MONEY)


def _debt(*row: Any) -> Debt:
    number, school_id, school, payer_id, payer, quadrant, tier, *rest = row
    school = school if school_id else f"{SEVERAL} of {payer}"
    return Debt(number, school_id, school, payer_id, payer, quadrant or "", Tier(tier).label, *rest)
