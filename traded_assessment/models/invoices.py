"""Invoices: a frozen snapshot with a number without gaps. What is paid is written beside them."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from essex_portal.documents.models import Document
from essex_portal.organisations.models import Organisation
from traded_assessment.models.orders import LINE_ADDS_UP, Line, Order
from traded_assessment.states import Tier


class InvoiceSeries(models.Model):
    """The locked counter of one prefix and financial year. Source: domain.md B9."""

    prefix = models.CharField(max_length=5)
    financial_year = models.PositiveSmallIntegerField(help_text="the year in which it began")
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["prefix", "financial_year"], name="one_series_a_prefix_and_year"),
        )

    def __str__(self) -> str:
        return f"{self.prefix}-{self.financial_year}"


class Invoice(models.Model):
    """Issued once and never changed: the database refuses it. Source: domain.md B6 to B9."""

    series = models.ForeignKey(InvoiceSeries, on_delete=models.PROTECT, related_name="invoices")
    sequence = models.PositiveIntegerField()
    number = models.CharField(max_length=24, unique=True)
    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="invoice")
    school = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="training_invoices")
    issued_on = models.DateField(db_index=True)
    due_on = models.DateField(db_index=True)
    tier = models.CharField(max_length=20, choices=Tier)
    purchase_order = models.CharField(max_length=40, blank=True)
    customer = models.JSONField(help_text="name, address lines, URN as they were on the day of issue")
    supplier = models.JSONField(help_text="the council's name, address, VAT number, contact, bank as printed")
    line_count = models.PositiveSmallIntegerField()
    net = models.DecimalField(max_digits=9, decimal_places=2)
    vat = models.DecimalField(max_digits=9, decimal_places=2)
    gross = models.DecimalField(max_digits=9, decimal_places=2)
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-issued_on", "-sequence")
        constraints = (
            models.UniqueConstraint(fields=["series", "sequence"], name="one_invoice_a_number"),
            models.CheckConstraint(condition=Q(gross=F("net") + F("vat")), name="invoice_totals_add_up"),
            models.CheckConstraint(condition=Q(due_on__gte=F("issued_on")), name="invoice_due_after_issue"),
            models.CheckConstraint(condition=Q(line_count__gt=0), name="invoice_has_lines"),
        )
        triggers = (
            pgtrigger.Protect(name="invoices_stay", operation=pgtrigger.Update | pgtrigger.Delete),
        )

    def __str__(self) -> str:
        return self.number


class InvoiceLine(Line):
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="lines")

    class Meta(Line.Meta):
        constraints = (
            models.UniqueConstraint(fields=["invoice", "position"], name="one_invoice_line_a_position"),
            models.CheckConstraint(condition=LINE_ADDS_UP, name="invoice_line_adds_up"),
        )
        triggers = (
            pgtrigger.Protect(name="invoice_lines_stay", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="invoice_lines_add_up",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                func="""
                    IF NOT EXISTS (
                        SELECT 1 FROM traded_assessment_invoice i
                          JOIN LATERAL (SELECT count(*) AS n, sum(net) AS net, sum(vat) AS vat
                                          FROM traded_assessment_invoiceline
                                         WHERE invoice_id = i.id) l ON true
                         WHERE i.id = NEW.invoice_id
                           AND l.n = i.line_count AND l.net = i.net AND l.vat = i.vat) THEN
                        RAISE EXCEPTION 'the lines of invoice % do not add up to it', NEW.invoice_id
                              USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NULL;
                """,
            ),
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
    payment_days = models.PositiveSmallIntegerField(default=30)

    class Meta:
        ordering = ("-valid_from",)

    def __str__(self) -> str:
        return f"{self.name} from {self.valid_from}"
