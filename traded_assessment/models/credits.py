"""Money taken off what was ordered, and the credit notes that say so. Source: domain.md B8."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from essex_portal.documents.models import Document
from essex_portal.money import Money
from traded_assessment.models.invoices import Invoice, InvoiceLine
from traded_assessment.models.orders import LINE_ADDS_UP, Line, OrderLine
from traded_assessment.models.series import InvoiceSeries, takes_the_next_number
from traded_assessment.states import CreditKind

stays = pgtrigger.Protect(name="stays", operation=pgtrigger.Update | pgtrigger.Delete)

never_more_than_the_line = pgtrigger.Trigger(
    name="never_more_than_the_line",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    declare=[("line", "traded_assessment_orderline")],
    func="""
        SELECT * INTO line FROM traded_assessment_orderline WHERE id = NEW.order_line_id FOR UPDATE;
        IF EXISTS (SELECT 1 FROM (SELECT coalesce(sum(net), 0) + NEW.net AS net, coalesce(sum(vat), 0) + NEW.vat AS vat
                                    FROM traded_assessment_linecredit WHERE order_line_id = NEW.order_line_id) credits
                    WHERE credits.net > line.net OR credits.vat > line.vat) THEN
            RAISE EXCEPTION 'more would be credited than line % costs', NEW.order_line_id
                  USING ERRCODE = 'check_violation', CONSTRAINT = 'never_more_than_the_line';
        END IF;
        RETURN NEW;
    """,
)
"""The lock on the line makes credits of one line take turns."""

count_credits = pgtrigger.Trigger(
    name="count_credits",
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    func="""
        UPDATE traded_assessment_invoice SET credited = credited + NEW.gross WHERE id = NEW.invoice_id;
        INSERT INTO traded_assessment_writeoffreversal (invoice_id, amount, reversed_on, credit_note_id)
        SELECT id, least(written_off, paid + credited + written_off - gross), NEW.issued_on, NEW.id
          FROM traded_assessment_invoice
         WHERE id = NEW.invoice_id AND written_off > 0 AND paid + credited + written_off > gross;
        RETURN NULL;
    """,
)

CREDIT_LINES_ADD_UP = """
    IF NOT EXISTS (
        SELECT 1 FROM traded_assessment_creditnote c
          JOIN LATERAL (SELECT count(*) AS n, sum(net) AS net, sum(vat) AS vat
                          FROM traded_assessment_creditnoteline WHERE credit_note_id = c.id) l ON true
         WHERE c.id = NEW.key AND l.n = c.line_count AND l.net = c.net AND l.vat = c.vat)
        OR EXISTS (
        SELECT 1 FROM traded_assessment_creditnoteline cl
          JOIN traded_assessment_creditnote c ON c.id = cl.credit_note_id
          JOIN traded_assessment_invoiceline il ON il.id = cl.invoice_line_id
          JOIN traded_assessment_linecredit lc ON lc.id = cl.line_credit_id
         WHERE c.id = NEW.key AND (il.invoice_id <> c.invoice_id OR il.order_line_id <> lc.order_line_id
                                   OR lc.net <> cl.net OR lc.vat <> cl.vat)) THEN
        RAISE EXCEPTION 'the lines of credit note % do not add up to it', NEW.key USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
"""


def _lines_add_up(key: str) -> pgtrigger.Trigger:
    """At commit the lines sum to the credit note, belong to its invoice, and are what was taken off."""
    return pgtrigger.Trigger(
        name="lines_add_up",
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        timing=pgtrigger.Deferred,
        func=CREDIT_LINES_ADD_UP.replace("NEW.key", f"NEW.{key}"),
    )


class LineCredit(models.Model):
    """Pounds taken off a line of an order, never more than it costs.

    A line that is not billed yet is billed less; for one that is, a credit note follows by itself.
    """

    order_line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="credits")
    net = models.DecimalField(max_digits=9, decimal_places=2)
    vat = models.DecimalField(max_digits=9, decimal_places=2)
    kind = models.CharField(max_length=20, choices=CreditKind)
    why = models.CharField(max_length=300, help_text="which rule, which arithmetic; printed")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=Q(net__gt=0, vat__gte=0), name="a_credit_is_money"),
            models.CheckConstraint(condition=~Q(why=""), name="a_credit_says_why"),
        )
        triggers = (stays, never_more_than_the_line)

    def __str__(self) -> str:
        return f"{self.net} off {self.order_line}"

    @property
    def gross(self) -> Money:
        return self.net + self.vat


class CreditNote(models.Model):
    """Mirrors the invoice that it credits, in a series of its own; issued once and never changed."""

    series = models.ForeignKey(InvoiceSeries, on_delete=models.PROTECT, related_name="credit_notes")
    sequence = models.PositiveIntegerField()
    number = models.CharField(max_length=24, unique=True)
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="credit_notes")
    issued_on = models.DateField(db_index=True)
    reason = models.CharField(max_length=300)
    supplier = models.JSONField(help_text="the council as printed; the customer is the invoice's")
    line_count = models.PositiveSmallIntegerField()
    net = models.DecimalField(max_digits=9, decimal_places=2)
    vat = models.DecimalField(max_digits=9, decimal_places=2)
    gross = models.DecimalField(max_digits=9, decimal_places=2)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-issued_on", "-sequence")
        constraints = (
            models.UniqueConstraint(fields=["series", "sequence"], name="one_credit_note_a_number"),
            models.CheckConstraint(condition=Q(gross=F("net") + F("vat")), name="credit_note_totals_add_up"),
            models.CheckConstraint(condition=Q(gross__gt=0, line_count__gt=0), name="no_credit_note_for_nothing"),
            models.CheckConstraint(condition=~Q(reason=""), name="a_credit_note_says_why"),
            models.CheckConstraint(condition=Q(number__startswith="CRN-"), name="credit_notes_have_their_series"),
        )
        triggers = (takes_the_next_number, stays, count_credits, _lines_add_up("id"))

    def __str__(self) -> str:
        return self.number


class CreditNoteLine(Line):
    """A credit as its note prints it; amounts are positive, what comes off."""

    credit_note = models.ForeignKey(CreditNote, on_delete=models.PROTECT, related_name="lines")
    invoice_line = models.ForeignKey(InvoiceLine, on_delete=models.PROTECT, related_name="credit_lines")
    line_credit = models.OneToOneField(LineCredit, on_delete=models.PROTECT, related_name="note_line")

    class Meta(Line.Meta):
        constraints = (
            models.UniqueConstraint(fields=["credit_note", "position"], name="one_credit_note_line_a_position"),
            models.CheckConstraint(condition=LINE_ADDS_UP, name="credit_note_line_adds_up"),
        )
        triggers = (stays, _lines_add_up("credit_note_id"))
