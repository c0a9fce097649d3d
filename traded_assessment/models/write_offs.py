"""Debts that the council gives up: proposed by one person, decided by another. Source: domain.md B18; ADR 0010."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from traded_assessment.models.credits import CreditNote
from traded_assessment.models.invoices import Invoice, Payment
from traded_assessment.states import WriteOffState

count_write_offs = pgtrigger.Trigger(
    name="count_write_offs",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.Update,
    func="""
        IF NEW.state = 'approved' AND (TG_OP = 'INSERT' OR OLD.state <> 'approved') THEN
            UPDATE traded_assessment_invoice SET written_off = written_off + NEW.amount WHERE id = NEW.invoice_id;
            IF EXISTS (SELECT 1 FROM traded_assessment_invoice
                        WHERE id = NEW.invoice_id AND paid + credited + written_off > gross) THEN
                RAISE EXCEPTION 'more would be written off than is owed'
                      USING ERRCODE = 'check_violation', CONSTRAINT = 'never_written_off_more_than_is_owed';
            END IF;
        END IF;
        RETURN NULL;
    """,
)

decided_once = pgtrigger.Trigger(
    name="decided_once",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    func="""
        IF TG_OP = 'UPDATE' AND OLD.state = 'proposed'
            AND to_jsonb(NEW) - ARRAY['state', 'decided_by_id', 'decided_at', 'decided_on', 'answer']
              = to_jsonb(OLD) - ARRAY['state', 'decided_by_id', 'decided_at', 'decided_on', 'answer'] THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'write-off % is decided and stays', OLD.id USING ERRCODE = 'check_violation';
    """,
)

count_reversals = pgtrigger.Trigger(
    name="count_reversals",
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    func="""
        UPDATE traded_assessment_invoice SET written_off = written_off - NEW.amount WHERE id = NEW.invoice_id;
        RETURN NULL;
    """,
)


class WriteOff(models.Model):
    """Pounds of an invoice that nobody will ask for any more. The invoice counts it once it is approved."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="write_offs")
    amount = models.DecimalField(max_digits=9, decimal_places=2)
    reason = models.CharField(max_length=500)
    state = models.CharField(max_length=10, choices=WriteOffState, default=WriteOffState.PROPOSED)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_on = models.DateField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answer = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("-proposed_at", "-pk")
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="a_write_off_is_money"),
            models.CheckConstraint(condition=~Q(reason=""), name="a_write_off_says_why"),
            models.CheckConstraint(
                condition=Q(state=WriteOffState.PROPOSED, decided_at=None, decided_on=None, decided_by=None)
                | (
                    ~Q(state=WriteOffState.PROPOSED)
                    & Q(decided_at__isnull=False, decided_on__isnull=False, decided_by__isnull=False)
                ),
                name="a_decided_write_off_has_its_decision",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(WriteOffState.APPROVED, WriteOffState.REFUSED))
                | ~Q(decided_by=F("proposed_by")),
                name="a_write_off_is_decided_by_somebody_else",
            ),
            models.UniqueConstraint(
                fields=["invoice"],
                condition=Q(state=WriteOffState.PROPOSED),
                name="one_proposed_write_off_an_invoice",
            ),
        )
        triggers = (decided_once, count_write_offs)

    def __str__(self) -> str:
        return f"Write-off of {self.invoice}"


class WriteOffReversal(models.Model):
    """What of a write-off no longer holds, because money came or was credited after all.

    The triggers on payments and credit notes write it, so that a write-off never puts an invoice in credit.
    """

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="write_off_reversals")
    amount = models.DecimalField(max_digits=9, decimal_places=2)
    reversed_on = models.DateField()
    payment = models.OneToOneField(Payment, on_delete=models.PROTECT, null=True, related_name="+")
    credit_note = models.OneToOneField(CreditNote, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("reversed_on", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="a_reversal_is_money"),
            models.CheckConstraint(
                condition=Q(payment__isnull=False, credit_note__isnull=True)
                | Q(payment__isnull=True, credit_note__isnull=False),
                name="a_reversal_has_its_cause",
            ),
        )
        triggers = (
            pgtrigger.Protect(name="reversals_stay", operation=pgtrigger.Update | pgtrigger.Delete),
            count_reversals,
        )

    def __str__(self) -> str:
        return f"{self.amount} of {self.invoice} no longer written off"
