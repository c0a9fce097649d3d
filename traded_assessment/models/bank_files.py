"""Files of a bank or a finance system with payments, and what became of each row."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from traded_assessment.matching import Columns, DateOrder
from traded_assessment.models.invoices import Payment
from traded_assessment.states import BankRowState


class ColumnChoice(models.Model):
    """Which column of a table is what; the names are the headings of the file."""

    day = models.CharField(max_length=200)
    amount = models.CharField(max_length=200)
    paid_out = models.CharField(max_length=200, blank=True)
    words = ArrayField(models.CharField(max_length=200))
    date_order = models.CharField(max_length=20, choices=[(order.value, order.words) for order in DateOrder])

    class Meta:
        abstract = True

    @property
    def columns(self) -> Columns:
        return Columns(self.day, self.amount, tuple(self.words), DateOrder(self.date_order), self.paid_out)


class BankFormat(ColumnChoice):
    """A choice of columns that finance gave a name to use it again."""

    name = models.CharField(max_length=60, unique=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class BankFile(models.Model):
    """A file as it was sent; the same bytes are one file. Its rows come once the columns are chosen."""

    filename = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, unique=True)
    storage_key = models.CharField(max_length=200)
    format_name = models.CharField(max_length=60, blank=True, help_text="the choice of columns it was read with")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ("-sent_at", "-pk")

    def __str__(self) -> str:
        return self.filename


decided_rows_stay = pgtrigger.Protect(
    name="decided_rows_stay",
    operation=pgtrigger.Update | pgtrigger.Delete,
    condition=pgtrigger.Q(old__state=BankRowState.RECORDED),
)


class BankRow(models.Model):
    """A row of a file: money in, until it is recorded as payments or set aside. A recorded one never changes."""

    file = models.ForeignKey(BankFile, on_delete=models.PROTECT, related_name="rows")
    line = models.PositiveIntegerField(help_text="of the file")
    day = models.DateField(null=True, help_text="empty: it could not be read")
    amount = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    words = models.TextField(blank=True)
    key = models.CharField(max_length=64, help_text="the same for the same payment in another file")
    state = models.CharField(max_length=10, choices=BankRowState, default=BankRowState.OPEN)
    reason = models.CharField(max_length=200, blank=True, help_text="why it was set aside")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("file", "line")
        constraints = (
            models.UniqueConstraint(fields=["file", "line"], name="one_bank_row_a_line"),
            models.UniqueConstraint(
                fields=["key"], condition=Q(state=BankRowState.RECORDED), name="a_bank_row_is_recorded_once"
            ),
            models.CheckConstraint(
                condition=Q(state=BankRowState.OPEN, decided_at__isnull=True, decided_by__isnull=True)
                | (~Q(state=BankRowState.OPEN) & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="a_decided_bank_row_says_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(state=BankRowState.RECORDED) | Q(amount__gt=0, day__isnull=False),
                name="only_money_in_is_recorded",
            ),
            models.CheckConstraint(
                condition=~Q(state=BankRowState.SET_ASIDE) | ~Q(reason=""), name="a_row_set_aside_says_why"
            ),
        )
        indexes = (models.Index(fields=["key"], name="bank_rows_by_key"),)
        triggers = (decided_rows_stay,)

    def __str__(self) -> str:
        return f"line {self.line} of {self.file}"


PAYMENTS_ADD_UP = """
    IF NOT EXISTS (
        SELECT 1 FROM traded_assessment_bankrow r
          JOIN LATERAL (SELECT sum(p.amount) AS paid FROM traded_assessment_rowpayment rp
                          JOIN traded_assessment_payment p ON p.id = rp.payment_id WHERE rp.row_id = r.id) l ON true
         WHERE r.id = NEW.row_id AND r.state = 'recorded' AND l.paid = r.amount) THEN
        RAISE EXCEPTION 'the payments of bank row % do not add up to it', NEW.row_id
              USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
"""


class RowPayment(models.Model):
    """A payment that a row of a file brought; a row may pay several invoices."""

    row = models.ForeignKey(BankRow, on_delete=models.PROTECT, related_name="payments")
    payment = models.OneToOneField(Payment, on_delete=models.PROTECT, related_name="bank_row")

    class Meta:
        triggers = (
            pgtrigger.Protect(name="row_payments_stay", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="row_payments_add_up",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                func=PAYMENTS_ADD_UP,
            ),
        )

    def __str__(self) -> str:
        return f"{self.payment} of {self.row}"
