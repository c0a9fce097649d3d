"""Invoices: a frozen snapshot with a number without gaps. What is paid is counted beside them."""

from datetime import date
from decimal import Decimal

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from essex_portal.documents.models import Document
from essex_portal.money import Money
from essex_portal.organisations.models import Organisation
from traded_assessment.models.orders import LINE_ADDS_UP, Line, OrderLine
from traded_assessment.models.series import InvoiceSeries, takes_the_next_number
from traded_assessment.states import InvoiceKind, InvoiceStatus, PaymentKind, Tier

invoices_stay = pgtrigger.Trigger(
    name="invoices_stay",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    func="""
        IF TG_OP = 'UPDATE' AND pg_trigger_depth() > 1
            AND to_jsonb(NEW) - ARRAY['paid', 'credited', 'written_off']
              = to_jsonb(OLD) - ARRAY['paid', 'credited', 'written_off'] THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'invoice % is issued and never changes', OLD.number USING ERRCODE = 'check_violation';
    """,
)
"""Only triggers on payments, credit notes and write-offs write, and only what they count."""

count_payments = pgtrigger.Trigger(
    name="count_payments",
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    func="""
        UPDATE traded_assessment_invoice SET paid = paid + NEW.amount WHERE id = NEW.invoice_id;
        IF NEW.amount < 0 AND EXISTS (SELECT 1 FROM traded_assessment_invoice
                                       WHERE id = NEW.invoice_id AND paid + credited + written_off < gross) THEN
            RAISE EXCEPTION 'more would be paid back than invoice % is in credit', NEW.invoice_id
                  USING ERRCODE = 'check_violation', CONSTRAINT = 'only_credit_is_paid_back';
        END IF;
        INSERT INTO traded_assessment_writeoffreversal (invoice_id, amount, reversed_on, payment_id)
        SELECT id, least(written_off, paid + credited + written_off - gross), NEW.received_on, NEW.id
          FROM traded_assessment_invoice
         WHERE id = NEW.invoice_id AND written_off > 0 AND paid + credited + written_off > gross;
        RETURN NULL;
    """,
)
"""The invoice's row lock makes payments take turns. Money for what was written off takes the write-off back."""


journals_settle_recharges = pgtrigger.Trigger(
    name="journals_settle_recharges",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    declare=[("recharged", "boolean")],
    func="""
        SELECT kind = 'recharge' INTO recharged FROM traded_assessment_invoice WHERE id = NEW.invoice_id;
        IF recharged <> (NEW.kind = 'journal'
                         OR (recharged AND NEW.kind = 'refund' AND NEW.reference LIKE 'JNL-%')) THEN
            RAISE EXCEPTION 'journals settle recharges, and nothing else: % of %', NEW.kind, NEW.invoice_id
                  USING ERRCODE = 'check_violation', CONSTRAINT = 'journals_settle_recharges';
        END IF;
        RETURN NEW;
    """,
)
"""Money by hand beside a journal would settle a recharge twice. Source: domain.md B14, B15."""


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


def lines_add_up(key: str) -> pgtrigger.Trigger:
    """At commit the lines are as many as the invoice says, sum to its totals and do not mix VAT; so it has some."""
    return pgtrigger.Trigger(
        name="lines_add_up",
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        timing=pgtrigger.Deferred,
        func=LINES_ADD_UP.replace("NEW.key", f"NEW.{key}"),
    )


class Invoice(models.Model):
    """Issued once and never changed: the database refuses it. Source: domain.md B6 to B9.

    `paid`, `credited` and `written_off` are no part of the document: triggers count them. More may be paid than is
    owed; the invoice is in credit then.
    """

    series = models.ForeignKey(InvoiceSeries, on_delete=models.PROTECT, related_name="invoices")
    sequence = models.PositiveIntegerField()
    number = models.CharField(max_length=24, unique=True)
    kind = models.CharField(max_length=10, choices=InvoiceKind, default=InvoiceKind.INVOICE)
    references = ArrayField(models.CharField(max_length=12), help_text="of the orders, as printed")
    payer = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="invoices_to_pay", help_text="who is billed"
    )
    school = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        related_name="training_invoices",
        help_text="empty: several schools on one invoice to their payer, which none of them sees",
    )
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
    credited = models.DecimalField(max_digits=9, decimal_places=2, default=Decimal(0), editable=False)
    written_off = models.DecimalField(max_digits=9, decimal_places=2, default=Decimal(0), editable=False)
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-issued_on", "-sequence")
        indexes = (
            models.Index(
                fields=["issued_on", "sequence"],
                include=["due_on", "net", "vat", "gross", "paid", "credited", "written_off"],
                name="invoices_by_day_with_sums",
            ),
        )
        constraints = (
            models.UniqueConstraint(fields=["series", "sequence"], name="one_invoice_a_number"),
            models.CheckConstraint(condition=Q(gross=F("net") + F("vat")), name="invoice_totals_add_up"),
            models.CheckConstraint(condition=Q(due_on__gte=F("issued_on")), name="invoice_due_after_issue"),
            models.CheckConstraint(condition=Q(line_count__gt=0), name="invoice_has_lines"),
            models.CheckConstraint(condition=Q(gross__gt=0), name="no_invoice_for_nothing"),
            models.CheckConstraint(condition=Q(paid__gte=0), name="no_more_paid_back_than_was_paid"),
            models.CheckConstraint(condition=Q(credited__gte=0, credited__lte=F("gross")), name="never_overcredited"),
            models.CheckConstraint(condition=Q(written_off__gte=0), name="written_off_is_not_negative"),
            models.CheckConstraint(
                condition=Q(written_off__lte=F("gross")), name="no_more_written_off_than_was_billed"
            ),
            models.CheckConstraint(
                condition=Q(kind=InvoiceKind.INVOICE, number__startswith="INV-")
                | Q(kind=InvoiceKind.RECHARGE, number__startswith="RCH-"),
                name="a_kind_has_its_series",
            ),
            models.CheckConstraint(
                condition=Q(school__isnull=False) | ~Q(kind=InvoiceKind.RECHARGE), name="a_recharge_is_one_school_s"
            ),
        )
        triggers = (takes_the_next_number, invoices_stay, lines_add_up("id"))

    def __str__(self) -> str:
        return self.number

    @property
    def outstanding(self) -> Money:
        """What is still owed; negative when more was paid than is owed."""
        return self.gross - self.paid - self.credited - self.written_off

    def status_on(self, today: date) -> InvoiceStatus:
        """Settled in one of its ways, else overdue, part paid or due, in that order."""
        if self.outstanding <= 0:
            return self._settled
        if self.due_on < today:
            return InvoiceStatus.OVERDUE
        return InvoiceStatus.PART_PAID if self.paid else InvoiceStatus.DUE

    @property
    def _settled(self) -> InvoiceStatus:
        if self.outstanding < 0:
            return InvoiceStatus.IN_CREDIT
        if self.written_off:
            return InvoiceStatus.WRITTEN_OFF
        return InvoiceStatus.CREDITED if self.credited == self.gross else InvoiceStatus.PAID


class InvoiceLine(Line):
    """A line of an order as it is billed: once, and less what had been credited before."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="lines")
    order_line = models.OneToOneField(OrderLine, on_delete=models.PROTECT, related_name="invoice_line")
    order_reference = models.CharField(max_length=12)
    school_name = models.CharField(max_length=200, blank=True, help_text="as printed where one invoice has several")

    class Meta(Line.Meta):
        constraints = (
            models.UniqueConstraint(fields=["invoice", "position"], name="one_invoice_line_a_position"),
            models.CheckConstraint(condition=LINE_ADDS_UP, name="invoice_line_adds_up"),
        )
        triggers = (
            pgtrigger.Protect(name="invoice_lines_stay", operation=pgtrigger.Update | pgtrigger.Delete),
            lines_add_up("invoice_id"),
        )


MONEY_OUT = (PaymentKind.REFUND, PaymentKind.MOVED_OUT)


class Payment(models.Model):
    """Money received for an invoice, or paid back. An invoice is paid when its payments reach what it asks for."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="payments")
    received_on = models.DateField()
    amount = models.DecimalField(max_digits=9, decimal_places=2)
    kind = models.CharField(max_length=10, choices=PaymentKind, default=PaymentKind.RECEIVED)
    reference = models.CharField(max_length=80)
    moved_from = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="moved_to", help_text="where moved money came from"
    )
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("received_on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=MONEY_OUT, amount__lt=0) | (~Q(kind__in=MONEY_OUT) & Q(amount__gt=0)),
                name="a_payment_is_money",
            ),
            models.UniqueConstraint(
                fields=["invoice", "reference"],
                condition=Q(kind=PaymentKind.RECEIVED),
                name="one_payment_a_reference",
            ),
            models.UniqueConstraint(
                fields=["invoice", "reference"],
                condition=Q(kind=PaymentKind.REFUND),
                name="one_refund_a_reference",
            ),
            models.CheckConstraint(
                condition=Q(kind=PaymentKind.MOVED_IN, moved_from__isnull=False)
                | (~Q(kind=PaymentKind.MOVED_IN) & Q(moved_from__isnull=True)),
                name="moved_money_comes_from_somewhere",
            ),
        )
        triggers = (
            pgtrigger.Protect(name="payments_stay", operation=pgtrigger.Update | pgtrigger.Delete),
            journals_settle_recharges,
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
