"""Invoices: a frozen snapshot with a number without gaps. What is paid is counted beside them."""

from datetime import date
from decimal import Decimal

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from essex_portal.documents.models import Document
from essex_portal.money import Money
from essex_portal.organisations.models import Organisation
from traded_assessment.models.orders import LINE_ADDS_UP, Line, Order
from traded_assessment.states import InvoiceStatus, Tier

series_counts_by_one = pgtrigger.Trigger(
    name="series_counts_by_one",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    func="""
        IF (TG_OP = 'INSERT' AND NEW.last_number <= 1)
            OR (TG_OP = 'UPDATE' AND NEW.last_number = OLD.last_number + 1
                AND (NEW.prefix, NEW.financial_year) = (OLD.prefix, OLD.financial_year)) THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'a series counts up by one and stays' USING ERRCODE = 'check_violation';
    """,
)

series_numbers_are_used = pgtrigger.Trigger(
    name="series_numbers_are_used",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.Update,
    timing=pgtrigger.Deferred,
    func="""
        IF NEW.last_number > 0 AND NOT EXISTS (
            SELECT 1 FROM traded_assessment_invoice WHERE series_id = NEW.id AND sequence = NEW.last_number) THEN
            RAISE EXCEPTION 'number % of series % belongs to no invoice', NEW.last_number, NEW.id
                  USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
    """,
)
"""With the counter above and one invoice a number, a series has no gap that the database would let commit."""

takes_the_next_number = pgtrigger.Trigger(
    name="takes_the_next_number",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func="""
        IF NOT EXISTS (
            SELECT 1 FROM traded_assessment_invoiceseries
             WHERE id = NEW.series_id AND last_number = NEW.sequence
               AND financial_year = extract(year FROM NEW.issued_on - interval '3 months')
               AND NEW.number = prefix || '-' || financial_year || '-'
                                || lpad(NEW.sequence::text, greatest(6, length(NEW.sequence::text)), '0')) THEN
            RAISE EXCEPTION 'invoice % does not take the next number of its series', NEW.number
                  USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)

invoices_stay = pgtrigger.Trigger(
    name="invoices_stay",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    func="""
        IF TG_OP = 'UPDATE' AND pg_trigger_depth() > 1 AND to_jsonb(NEW) - 'paid' = to_jsonb(OLD) - 'paid' THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'invoice % is issued and never changes', OLD.number USING ERRCODE = 'check_violation';
    """,
)
"""Only the trigger on payments writes, and it writes only what is paid."""

count_payments = pgtrigger.Trigger(
    name="count_payments",
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    func="""
        UPDATE traded_assessment_invoice SET paid = paid + NEW.amount WHERE id = NEW.invoice_id;
        RETURN NULL;
    """,
)
"""The invoice's row lock makes payments take turns; its check constraint refuses more than is owed."""


LINES_ADD_UP = """
    IF NOT EXISTS (
        SELECT 1 FROM traded_assessment_invoice i
          JOIN LATERAL (SELECT count(*) AS n, sum(net) AS net, sum(vat) AS vat,
                               count(*) FILTER (WHERE vat_category = 'O') AS outside_scope
                          FROM traded_assessment_invoiceline WHERE invoice_id = i.id) l ON true
         WHERE i.id = NEW.key AND l.n = i.line_count AND l.net = i.net AND l.vat = i.vat
           AND l.outside_scope IN (0, l.n)) THEN
        RAISE EXCEPTION 'the lines of invoice % do not add up to it', NEW.key USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
"""


def _lines_add_up(key: str) -> pgtrigger.Trigger:
    """At commit the lines are as many as the invoice says, sum to its totals and do not mix VAT; so it has some."""
    return pgtrigger.Trigger(
        name="lines_add_up",
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        timing=pgtrigger.Deferred,
        func=LINES_ADD_UP.replace("NEW.key", f"NEW.{key}"),
    )


class InvoiceSeries(models.Model):
    """The locked counter of one prefix and financial year. Source: domain.md B9."""

    prefix = models.CharField(max_length=5)
    financial_year = models.PositiveSmallIntegerField(help_text="the year in which it began")
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["prefix", "financial_year"], name="one_series_a_prefix_and_year"),
        )
        triggers = (series_counts_by_one, series_numbers_are_used)

    def __str__(self) -> str:
        return f"{self.prefix}-{self.financial_year}"


class Invoice(models.Model):
    """Issued once and never changed: the database refuses it. Source: domain.md B6 to B9.

    `paid` is no part of the document: a trigger on payments counts it, and it never passes `gross`.
    """

    series = models.ForeignKey(InvoiceSeries, on_delete=models.PROTECT, related_name="invoices")
    sequence = models.PositiveIntegerField()
    number = models.CharField(max_length=24, unique=True)
    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="invoice")
    school = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="training_invoices")
    issued_on = models.DateField()
    due_on = models.DateField()
    tier = models.CharField(max_length=20, choices=Tier)
    purchase_order = models.CharField(max_length=40, blank=True)
    customer = models.JSONField(help_text="name, address lines, URN as they were on the day of issue")
    supplier = models.JSONField(help_text="the council's name, address, VAT number, contact, bank as printed")
    line_count = models.PositiveSmallIntegerField()
    net = models.DecimalField(max_digits=9, decimal_places=2)
    vat = models.DecimalField(max_digits=9, decimal_places=2)
    gross = models.DecimalField(max_digits=9, decimal_places=2)
    paid = models.DecimalField(max_digits=9, decimal_places=2, default=Decimal(0), editable=False)
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-issued_on", "-sequence")
        indexes = (
            models.Index(
                fields=["issued_on", "sequence"],
                include=["due_on", "net", "vat", "gross", "paid"],
                name="invoices_by_day_with_totals",
            ),
        )
        constraints = (
            models.UniqueConstraint(fields=["series", "sequence"], name="one_invoice_a_number"),
            models.CheckConstraint(condition=Q(gross=F("net") + F("vat")), name="invoice_totals_add_up"),
            models.CheckConstraint(condition=Q(due_on__gte=F("issued_on")), name="invoice_due_after_issue"),
            models.CheckConstraint(condition=Q(line_count__gt=0), name="invoice_has_lines"),
            models.CheckConstraint(condition=Q(gross__gt=0), name="no_invoice_for_nothing"),
            models.CheckConstraint(condition=Q(paid__gte=0, paid__lte=F("gross")), name="never_overpaid"),
        )
        triggers = (takes_the_next_number, invoices_stay, _lines_add_up("id"))

    def __str__(self) -> str:
        return self.number

    @property
    def outstanding(self) -> Money:
        return self.gross - self.paid

    def status_on(self, today: date) -> InvoiceStatus:
        """Paid, overdue, part paid or due, in that order."""
        if not self.outstanding:
            return InvoiceStatus.PAID
        if self.due_on < today:
            return InvoiceStatus.OVERDUE
        return InvoiceStatus.PART_PAID if self.paid else InvoiceStatus.DUE


class InvoiceLine(Line):
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="lines")

    class Meta(Line.Meta):
        constraints = (
            models.UniqueConstraint(fields=["invoice", "position"], name="one_invoice_line_a_position"),
            models.CheckConstraint(condition=LINE_ADDS_UP, name="invoice_line_adds_up"),
        )
        triggers = (
            pgtrigger.Protect(name="invoice_lines_stay", operation=pgtrigger.Update | pgtrigger.Delete),
            _lines_add_up("invoice_id"),
        )


class Payment(models.Model):
    """Money received for an invoice. An invoice is paid when its payments reach its gross."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="payments")
    received_on = models.DateField()
    amount = models.DecimalField(max_digits=9, decimal_places=2)
    reference = models.CharField(max_length=80)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("received_on", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="a_payment_is_money"),
            models.UniqueConstraint(fields=["invoice", "reference"], name="one_payment_a_reference"),
        )
        triggers = (
            pgtrigger.Protect(name="payments_stay", operation=pgtrigger.Update | pgtrigger.Delete),
            count_payments,
        )

    def __str__(self) -> str:
        return f"{self.amount} for {self.invoice}"


class SupplierDetails(models.Model):
    """The council as it is printed on invoices, from a day on. Bank details come from the environment."""

    valid_from = models.DateField(unique=True)
    name = models.CharField(max_length=120)
    address = models.TextField()
    vat_number = models.CharField(max_length=20, blank=True)
    contact = models.CharField(max_length=200)
    contact_email = models.EmailField(blank=True)
    contact_telephone = models.CharField(max_length=40, blank=True)
    payment_days = models.PositiveSmallIntegerField(default=30)
    identifier = models.CharField(max_length=40, blank=True, help_text="one that is no VAT number (BT-29)")
    endpoint_scheme = models.CharField(max_length=4, blank=True, help_text="of the electronic address (BT-34)")
    endpoint_id = models.CharField(max_length=50, blank=True)

    class Meta:
        ordering = ("-valid_from",)
        verbose_name_plural = "supplier details"

    def __str__(self) -> str:
        return f"{self.name} from {self.valid_from}"
