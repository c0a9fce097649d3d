"""Recharges as postings in the council's ledger: a journal balances, and settles what it holds."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from traded_assessment.models.credits import CreditNote
from traded_assessment.models.invoices import Invoice
from traded_assessment.states import JournalState

a_journal_is_posted_once = pgtrigger.Trigger(
    name="a_journal_is_posted_once",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    func="""
        IF TG_OP = 'DELETE' AND OLD.state = 'made' THEN
            RETURN OLD;
        END IF;
        IF TG_OP = 'UPDATE' AND OLD.state = 'made' AND NEW.state = 'posted'
            AND to_jsonb(NEW) - ARRAY['state', 'posted_by_id', 'posted_at']
              = to_jsonb(OLD) - ARRAY['state', 'posted_by_id', 'posted_at'] THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'journal % stays as it is', OLD.id USING ERRCODE = 'check_violation';
    """,
)

postings_stay = pgtrigger.Trigger(
    name="postings_stay",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    func="""
        IF TG_OP = 'DELETE' AND EXISTS (
            SELECT 1 FROM traded_assessment_journalbatch WHERE id = OLD.batch_id AND state = 'made') THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'a posting stays as it is' USING ERRCODE = 'check_violation';
    """,
)

BALANCES = """
    IF EXISTS (
        SELECT 1 FROM traded_assessment_journalbatch b
          JOIN LATERAL (SELECT count(*) AS n, coalesce(sum(debit), 0) AS debit, coalesce(sum(credit), 0) AS credit
                          FROM traded_assessment_journalposting WHERE batch_id = b.id) p ON true
         WHERE b.id = KEY AND (p.n <> b.line_count OR p.debit <> b.total OR p.credit <> b.total)) THEN
        RAISE EXCEPTION 'journal % does not balance', KEY USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
"""


def balances(key: str, operation: pgtrigger.Operation) -> pgtrigger.Trigger:
    """At commit the debits are the credits, and both are the journal's total."""
    return pgtrigger.Trigger(
        name="journals_balance",
        when=pgtrigger.After,
        operation=operation,
        timing=pgtrigger.Deferred,
        func=BALANCES.replace("KEY", key),
    )


class JournalCodes(models.Model):
    """The ledger's codes from a day on: what training income is, and what a school's charge is."""

    valid_from = models.DateField(unique=True)
    income_cost_centre = models.CharField(max_length=20)
    income_subjective = models.CharField(max_length=20)
    income_activity = models.CharField(max_length=20, blank=True)
    charge_subjective = models.CharField(max_length=20)
    charge_activity = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ("-valid_from",)
        verbose_name_plural = "journal codes"

    def __str__(self) -> str:
        return f"Journal codes from {self.valid_from}"


class JournalBatch(models.Model):
    """Recharges and their credits up to a day, as one journal."""

    period_end = models.DateField(help_text="also the date of the journal")
    line_count = models.PositiveIntegerField()
    total = models.DecimalField(max_digits=11, decimal_places=2, help_text="of its debits, and of its credits")
    state = models.CharField(max_length=10, choices=JournalState, default=JournalState.MADE)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    posted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    posted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(condition=Q(total__gt=0, line_count__gt=0), name="a_journal_holds_something"),
            models.CheckConstraint(
                condition=Q(state=JournalState.MADE, posted_at=None, posted_by=None)
                | Q(state=JournalState.POSTED, posted_at__isnull=False, posted_by__isnull=False),
                name="a_posted_journal_says_by_whom",
            ),
        )
        triggers = (a_journal_is_posted_once, balances("NEW.id", pgtrigger.Insert))

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """What stands on each payment that it makes, and in the ledger."""
        return f"JNL-{self.pk:06d}"


class JournalPosting(models.Model):
    """One side of a recharge, or of a credit that takes it back."""

    batch = models.ForeignKey(JournalBatch, on_delete=models.CASCADE, related_name="postings")
    position = models.PositiveIntegerField()
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="postings")
    credit_note = models.ForeignKey(CreditNote, on_delete=models.PROTECT, null=True, related_name="postings")
    of_school = models.BooleanField(help_text="else of the training income")
    cost_centre = models.CharField(max_length=20)
    subjective = models.CharField(max_length=20)
    activity = models.CharField(max_length=20, blank=True)
    debit = models.DecimalField(max_digits=9, decimal_places=2, default=0)
    credit = models.DecimalField(max_digits=9, decimal_places=2, default=0)
    reference = models.CharField(max_length=24)
    description = models.CharField(max_length=240)

    class Meta:
        ordering = ("batch", "position")
        constraints = (
            models.UniqueConstraint(fields=["batch", "position"], name="one_posting_a_position"),
            models.CheckConstraint(
                condition=Q(debit__gt=0, credit=0) | Q(debit=0, credit__gt=0), name="a_posting_is_a_debit_or_a_credit"
            ),
            models.CheckConstraint(condition=~Q(cost_centre=""), name="a_posting_has_a_cost_centre"),
            models.UniqueConstraint(
                fields=["invoice", "of_school"],
                condition=Q(credit_note__isnull=True),
                name="a_recharge_is_journalled_once",
            ),
            models.UniqueConstraint(
                fields=["credit_note", "of_school"], name="a_credit_of_a_recharge_is_journalled_once"
            ),
        )
        triggers = (
            postings_stay,
            balances("coalesce(NEW.batch_id, OLD.batch_id)", pgtrigger.Insert | pgtrigger.Delete),
        )

    def __str__(self) -> str:
        return f"{self.cost_centre}: {self.debit - self.credit}"
