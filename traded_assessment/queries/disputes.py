"""Reads about disputes and write-offs."""

from django.db.models import F, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce

from traded_assessment.models import Dispute, Invoice, WriteOff
from traded_assessment.states import WriteOffState

SCHOOL_NAME = Coalesce(*(KeyTextTransform(name, "invoice__customer") for name in ("school", "name")))
OWED = F("invoice__gross") - F("invoice__paid") - F("invoice__credited") - F("invoice__written_off")


def dispute_list() -> QuerySet[Dispute]:
    """All of them with `school_name` and `owed`: those without an answer first, the oldest of them on top."""
    rows = Dispute.objects.select_related("invoice", "opened_by").annotate(school_name=SCHOOL_NAME, owed=OWED)
    return rows.order_by(F("closed_at").desc(nulls_first=True), "opened_at", "pk")


def write_off_list() -> QuerySet[WriteOff]:
    """All of them with `school_name` and `owed`: those to decide first."""
    rows = WriteOff.objects.select_related("invoice", "proposed_by", "decided_by")
    rows = rows.annotate(school_name=SCHOOL_NAME, owed=OWED)
    return rows.order_by(F("decided_at").desc(nulls_first=True), "proposed_at", "pk")


def disputes_of(invoice: Invoice) -> dict[str, Dispute | None]:
    """`dispute` that is open, and the last that finance has `answered`. One query."""
    rows = list(invoice.disputes.all())
    return {
        "dispute": next((row for row in rows if row.closed_at is None), None),
        "answered": next((row for row in rows if row.closed_at is not None), None),
    }


def proposed_write_off(invoice: Invoice) -> WriteOff | None:
    """The one that waits for its decision."""
    rows = invoice.write_offs.select_related("proposed_by")
    return rows.filter(state=WriteOffState.PROPOSED).first()
