"""Reads about credit notes. Source: domain.md B8."""

from django.db.models import Q, QuerySet, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce

from essex_portal.money import ZERO, Money
from essex_portal.organisations.models import Organisation
from essex_portal.organisations.queries import lineage_ids
from traded_assessment.models import CreditNote, CreditNoteLine


def credit_note_with_parts(number: str) -> CreditNote | None:
    """One credit note with its invoice, the school and the document; None when there is none."""
    related = ("invoice__school", "document")
    return CreditNote.objects.select_related(*related).filter(number=number).first()


def lines_of(note: CreditNote) -> list[CreditNoteLine]:
    """In the order in which they are printed, with the invoice's lines that they credit."""
    return list(note.lines.select_related("invoice_line"))


def credited_before(note: CreditNote) -> Money:
    """Pounds that earlier credit notes had taken off the same invoice; the same for ever after."""
    earlier = CreditNote.objects.filter(invoice=note.invoice_id, pk__lt=note.pk)
    return earlier.aggregate(gross=Sum("gross"))["gross"] or ZERO


def credit_note_list() -> QuerySet[CreditNote]:
    """Every credit note, newest first, with what a list shows: `school_name`, `invoice_number`."""
    return (
        CreditNote.objects.select_related("invoice")
        .defer("supplier", "invoice__customer", "invoice__supplier")
        .annotate(school_name=Coalesce(*(KeyTextTransform(name, "invoice__customer") for name in ("school", "name"))))
        .order_by("-issued_on", "-sequence")
    )


def credit_notes_of(school: Organisation) -> QuerySet[CreditNote]:
    """Those of a school and of the schools that it took over from, as `credit_note_list` shows them."""
    return credit_note_list().filter(invoice__school__in=lineage_ids(school))


def matching(notes: QuerySet[CreditNote], text: str) -> QuerySet[CreditNote]:
    """Those whose number, invoice, school or reason holds every word of the text."""
    for word in text.split():
        notes = notes.filter(
            Q(number__icontains=word)
            | Q(invoice__number__icontains=word)
            | Q(invoice__customer__name__icontains=word)
            | Q(reason__icontains=word)
        )
    return notes
