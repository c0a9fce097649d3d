"""What the bank's files say, and which invoices their rows may be for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.files.storage import default_storage
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.fields.json import KT

from essex_portal.money import ZERO, Money
from traded_assessment import matching
from traded_assessment.matching import Doubt, OpenInvoice, Proposal, Sheet, numbers_in, propose, read_sheet
from traded_assessment.models import BankFile, BankFormat, BankRow, Invoice
from traded_assessment.queries.invoices import OUTSTANDING, OWING
from traded_assessment.states import BankRowState, InvoiceKind

LEFT_OUT = (Doubt.MONEY_OUT, Doubt.KNOWN)
"""Rows that nobody has to decide about."""


@dataclass(frozen=True)
class Suggestion:
    """An open row with what it may be for, and the invoices that its proposal names."""

    row: BankRow
    proposal: Proposal
    invoices: tuple[OpenInvoice, ...]


@dataclass(frozen=True)
class Standing:
    """How far a file is. `ready` pay their invoices to the penny; `doubtful` wait for a person."""

    ready: list[Suggestion]
    doubtful: list[Suggestion]
    left_out: list[Suggestion]

    @property
    def ready_sum(self) -> Money:
        return sum((one.row.amount or ZERO for one in self.ready), ZERO)


def bank_files() -> QuerySet[BankFile]:
    """All files, the newest first, with what lists show: `rows_count`, `open_count`, `recorded_sum`."""
    recorded = Q(rows__state=BankRowState.RECORDED)
    return BankFile.objects.select_related("sent_by").annotate(
        rows_count=Count("rows"),
        open_count=Count("rows", Q(rows__state=BankRowState.OPEN, rows__amount__gt=0)),
        recorded_sum=Sum("rows__amount", filter=recorded, default=ZERO),
    )


def undecided_rows() -> QuerySet[BankRow]:
    """Money in that a person still has to record or set aside; what an earlier file had as well counts there."""
    earlier = BankRow.objects.filter(key=OuterRef("key"), file__lt=OuterRef("file"))
    return BankRow.objects.filter(~Exists(earlier), state=BankRowState.OPEN, amount__gt=0)


def sheet_of(file: BankFile) -> Sheet:
    """The table in the stored file. Raises TableRefused, FileNotFoundError."""
    with default_storage.open(file.storage_key, "rb") as stored:
        return read_sheet(stored.read())


def formats_for(sheet: Sheet) -> list[BankFormat]:
    """The remembered choices of columns that fit a table."""
    return [one for one in BankFormat.objects.all() if one.columns.fit(sheet)]


def standing_of(file: BankFile, today: date) -> Standing:
    """What the file's open rows may be for, as of now. Four queries, however many rows."""
    rows = list(file.rows.filter(state=BankRowState.OPEN).order_by("line"))
    suggestions = suggestions_for(rows, today, known=_known_before(file, rows))
    return Standing(
        ready=[one for one in suggestions if one.proposal.doubt is None],
        doubtful=[one for one in suggestions if one.proposal.doubt and one.proposal.doubt not in LEFT_OUT],
        left_out=[one for one in suggestions if one.proposal.doubt in LEFT_OUT],
    )


def suggestions_for(rows: Sequence[BankRow], today: date, known: Iterable[str] = ()) -> list[Suggestion]:
    """A proposal for each row, with the invoices that it speaks of."""
    invoices = _invoices_for(rows)
    proposals = propose([_as_read(row) for row in rows], invoices, frozenset(known), today=today)
    return [
        Suggestion(row, proposal, tuple(invoices[number] for number in proposal.numbers if number in invoices))
        for row, proposal in zip(rows, proposals, strict=True)
    ]


def suggestion_for(row: BankRow, today: date) -> Suggestion:
    """What one open row may be for, beside the others of its file."""
    rows = list(row.file.rows.filter(state=BankRowState.OPEN).order_by("line"))
    found = suggestions_for(rows, today, known=_known_before(row.file, rows))
    return next(one for one in found if one.row.pk == row.pk)


def open_invoices(numbers: Iterable[str]) -> dict[str, OpenInvoice]:
    """The invoices of these numbers, whether anything is owed or not, by number. No recharges."""
    return _read(Invoice.objects.filter(number__in=list(numbers)))


def decided(file: BankFile) -> QuerySet[BankRow]:
    """The rows that were recorded or set aside, with their payments, the newest decision first."""
    rows = file.rows.exclude(state=BankRowState.OPEN).select_related("decided_by")
    return rows.prefetch_related("payments__payment__invoice").order_by("-decided_at", "line")


def _invoices_for(rows: Sequence[BankRow]) -> dict[str, OpenInvoice]:
    """Those that the rows name, and all that somebody still owes; a recharge is settled by journal, not by the bank."""
    named = {number for row in rows for number in numbers_in(row.words)}
    return _read(Invoice.objects.filter(Q(number__in=named) | OWING))


def _read(invoices: QuerySet[Invoice]) -> dict[str, OpenInvoice]:
    facts = invoices.filter(kind=InvoiceKind.INVOICE).annotate(owed=OUTSTANDING, customer_name=KT("customer__name"))
    return {
        number: OpenInvoice(number, owed, customer)
        for number, owed, customer in facts.order_by("number").values_list("number", "owed", "customer_name")
    }


def _known_before(file: BankFile, rows: Sequence[BankRow]) -> set[str]:
    """Keys of rows that an earlier file had, or that are recorded from any other."""
    others = BankRow.objects.filter(key__in=[row.key for row in rows]).exclude(file=file)
    before = others.filter(Q(file__pk__lt=file.pk) | Q(state=BankRowState.RECORDED))
    return set(before.values_list("key", flat=True))


def _as_read(row: BankRow) -> matching.BankRow:
    return matching.BankRow(row.line, row.day, row.amount, row.words, row.key)
