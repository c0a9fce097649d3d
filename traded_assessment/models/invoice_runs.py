"""The invoice run: a rehearsal freezes what would be billed, and its run issues exactly that, once."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from essex_portal.documents.models import Document
from essex_portal.jobs.models import Job
from essex_portal.organisations.models import Organisation
from traded_assessment.models.invoices import Invoice
from traded_assessment.models.orders import Order, OrderLine
from traded_assessment.states import BillState, InvoiceKind, Tier

rehearsed_bills_stay = pgtrigger.Trigger(
    name="rehearsed_bills_stay",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    func="""
        IF TG_OP = 'UPDATE' AND OLD.state = 'planned' AND NEW.state IN ('issued', 'left_out')
            AND to_jsonb(NEW) - ARRAY['state', 'invoice_id', 'left_out']
              = to_jsonb(OLD) - ARRAY['state', 'invoice_id', 'left_out'] THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'a rehearsed bill stays, and is dealt with once' USING ERRCODE = 'check_violation';
    """,
)

LINES_ARE_ALL_THERE = """
    IF NOT EXISTS (
        SELECT 1 FROM traded_assessment_rehearsedbill b
          JOIN LATERAL (SELECT count(*) AS n, coalesce(sum(net), 0) AS net, coalesce(sum(vat), 0) AS vat
                          FROM traded_assessment_rehearsedline WHERE bill_id = b.id) l ON true
         WHERE b.id = NEW.key AND l.n = b.line_count AND l.net = b.net AND l.vat = b.vat) THEN
        RAISE EXCEPTION 'the lines of rehearsed bill % do not add up to it', NEW.key
              USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
"""


def lines_are_all_there(key: str) -> pgtrigger.Trigger:
    """At commit a bill has as many lines as it says, and they sum to it."""
    return pgtrigger.Trigger(
        name="rehearsed_lines_add_up",
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        timing=pgtrigger.Deferred,
        func=LINES_ARE_ALL_THERE.replace("NEW.key", f"NEW.{key}"),
    )


class Rehearsal(Job):
    """What a run up to a day would bill, and what it would not; nothing is issued by it."""

    task_name = "traded_assessment.rehearse"

    period_end = models.DateField(help_text="orders up to this day, inclusive")

    class Meta(Job.Meta):
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"Rehearsal {self.pk} up to {self.period_end}"


class RehearsedBill(models.Model):
    """One document that would be issued, or one that is held back, with every reason."""

    rehearsal = models.ForeignKey(Rehearsal, on_delete=models.PROTECT, related_name="bills")
    position = models.PositiveIntegerField()
    payer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+", help_text="empty: several schools"
    )
    kind = models.CharField(max_length=10, choices=InvoiceKind)
    tier = models.CharField(max_length=20, choices=Tier)
    outside_scope = models.BooleanField()
    purchase_order = models.CharField(max_length=40, blank=True)
    references = ArrayField(models.CharField(max_length=12), help_text="of the orders")
    faults = models.JSONField(default=list, help_text="`problem` and `words` of what holds it back")
    line_count = models.PositiveSmallIntegerField()
    net = models.DecimalField(max_digits=9, decimal_places=2)
    vat = models.DecimalField(max_digits=9, decimal_places=2)
    gross = models.DecimalField(max_digits=9, decimal_places=2)
    state = models.CharField(max_length=10, choices=BillState, default=BillState.PLANNED)
    invoice = models.OneToOneField(Invoice, on_delete=models.PROTECT, null=True, related_name="rehearsed_bill")
    left_out = models.CharField(max_length=300, blank=True, help_text="why the run did not issue it after all")

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=["rehearsal", "position"], name="one_rehearsed_bill_a_position"),
            models.CheckConstraint(condition=Q(gross=F("net") + F("vat")), name="rehearsed_totals_add_up"),
            models.CheckConstraint(condition=Q(line_count__gt=0), name="a_rehearsed_bill_has_lines"),
            models.CheckConstraint(
                condition=Q(state=BillState.ISSUED, invoice__isnull=False)
                | (~Q(state=BillState.ISSUED) & Q(invoice__isnull=True)),
                name="an_issued_bill_has_its_invoice",
            ),
            models.CheckConstraint(
                condition=Q(state=BillState.HELD_BACK) & ~Q(faults=[]) | ~Q(state=BillState.HELD_BACK) & Q(faults=[]),
                name="a_bill_is_held_back_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state=BillState.LEFT_OUT) & ~Q(left_out="") | ~Q(state=BillState.LEFT_OUT) & Q(left_out=""),
                name="a_bill_is_left_out_for_a_reason",
            ),
        )
        triggers = (rehearsed_bills_stay, lines_are_all_there("id"))

    def __str__(self) -> str:
        return f"Bill {self.position} of {self.rehearsal}"


class RehearsedLine(models.Model):
    """Which line of an order a bill would bill, and how much of it was left. In one bill of a rehearsal only."""

    rehearsal = models.ForeignKey(Rehearsal, on_delete=models.PROTECT, related_name="+")
    bill = models.ForeignKey(RehearsedBill, on_delete=models.PROTECT, related_name="lines")
    order_line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="+")
    net = models.DecimalField(max_digits=9, decimal_places=2)
    vat = models.DecimalField(max_digits=9, decimal_places=2)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["rehearsal", "order_line"], name="a_line_is_rehearsed_in_one_bill"),
        )
        triggers = (
            pgtrigger.Protect(name="rehearsed_lines_stay", operation=pgtrigger.Update | pgtrigger.Delete),
            lines_are_all_there("bill_id"),
        )

    def __str__(self) -> str:
        return f"{self.net + self.vat} of {self.order_line}"


class InvoiceRun(Job):
    """Issues the bills of one rehearsal. There is one run a rehearsal, however often the button is pressed."""

    task_name = "traded_assessment.run_invoices"

    rehearsal = models.OneToOneField(Rehearsal, on_delete=models.PROTECT, related_name="run")
    issued_on = models.DateField(help_text="the date of its invoices")
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    manifest = models.OneToOneField(Document, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta(Job.Meta):
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"Invoice run {self.pk}"


class LatePurchaseOrder(models.Model):
    """A purchase order number that came after the order, which itself never changes."""

    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="late_purchase_order")
    number = models.CharField(max_length=40)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(number=""), name="a_late_purchase_order_has_a_number"),)

    def __str__(self) -> str:
        return self.number


class NothingToBill(models.Model):
    """A line without a price that finance decided not to bill, with the reason."""

    order_line = models.OneToOneField(OrderLine, on_delete=models.PROTECT, related_name="nothing_to_bill")
    why = models.CharField(max_length=300)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(why=""), name="nothing_to_bill_says_why"),)
        triggers = (pgtrigger.Protect(name="decisions_stay", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"Nothing to bill for {self.order_line}"
