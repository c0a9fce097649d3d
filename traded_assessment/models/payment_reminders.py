"""Reminding schools of overdue invoices, by steps that finance sets. Source: domain.md B18."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from essex_portal.organisations.models import Organisation
from traded_assessment.models.invoices import Invoice
from traded_assessment.states import RemindedPart


class ReminderStep(models.Model):
    """One step, so many days after the last day to pay. The one that passes a debt on writes to nobody."""

    days_overdue = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60, help_text="as finance calls it, such as first reminder")
    to = models.CharField(max_length=20, choices=RemindedPart, default=RemindedPart.EVERYBODY)
    subject = models.CharField(max_length=120, blank=True)
    words = models.TextField(max_length=2000, blank=True, help_text="printed above the list of invoices")
    passes_on = models.BooleanField(default=False, help_text="marks the invoice for the council's debt team")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("days_overdue", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["days_overdue"], condition=Q(ended_at__isnull=True), name="one_reminder_step_a_day"
            ),
            models.UniqueConstraint(
                fields=["passes_on"],
                condition=Q(ended_at__isnull=True, passes_on=True),
                name="one_step_passes_debts_on",
            ),
            models.CheckConstraint(condition=Q(days_overdue__gt=0), name="reminders_are_for_overdue_invoices"),
            models.CheckConstraint(
                condition=Q(passes_on=True) | (~Q(subject="") & ~Q(words="")), name="a_letter_has_words"
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}, {self.days_overdue} days overdue"


class PaymentReminder(models.Model):
    """That a step was taken for an invoice, once; what was written to whom, as it was sent."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="reminders")
    step = models.ForeignKey(ReminderStep, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    taken_on = models.DateField()
    taken_at = models.DateTimeField()
    days_overdue = models.PositiveSmallIntegerField()
    owed = models.DecimalField(max_digits=9, decimal_places=2)
    addresses = ArrayField(models.EmailField(), help_text="empty: nobody was written to")
    passed_on = models.BooleanField()

    class Meta:
        ordering = ("taken_on", "pk")
        constraints = (
            models.UniqueConstraint(fields=["invoice", "step"], name="one_reminder_a_step"),
            models.UniqueConstraint(fields=["invoice", "taken_on"], name="one_reminder_a_day"),
        )
        triggers = (pgtrigger.Protect(name="reminders_stay", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.name} for {self.invoice}"


class ReminderPause(models.Model):
    """Nobody is reminded of one invoice, or of any of a school's, until it ends."""

    school = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, null=True, related_name="reminder_pauses")
    reason = models.CharField(max_length=300)
    last_on = models.DateField(null=True, help_text="the last day of the pause; empty: until somebody ends it")
    paused_at = models.DateTimeField()
    paused_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-paused_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(school__isnull=False, invoice__isnull=True) | Q(school__isnull=True, invoice__isnull=False),
                name="a_pause_is_of_a_school_or_an_invoice",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="a_pause_says_why"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="somebody_ends_a_pause",
            ),
        )

    def __str__(self) -> str:
        return f"No reminders to {self.school or self.invoice}"
