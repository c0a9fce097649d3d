"""Bookings that wait for a headteacher, and where that is asked for."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from essex_portal.organisations.models import Organisation
from traded_assessment.models.holds import PlaceHold
from traded_assessment.models.orders import Order
from traded_assessment.states import ApprovalState


class ApprovalRules(models.Model):
    """What a school's headteacher has said about bookings by others; no row: they need no approval."""

    school = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, primary_key=True, related_name="training_approval_rules"
    )
    needed = models.BooleanField(default=False)
    deputies = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="+")

    def __str__(self) -> str:
        return f"Approval of bookings at {self.school}"


class ApprovalRequest(models.Model):
    """A booking as somebody entered it, with the price they saw, while it waits and ever after."""

    school = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="training_approvals")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    lines = models.JSONField(help_text="what is wanted, as an order takes it")
    purchase_order = models.CharField(max_length=40, blank=True)
    gross = models.DecimalField(max_digits=9, decimal_places=2, help_text="the price when it was asked")
    key = models.CharField(max_length=120)
    holds = models.ManyToManyField(PlaceHold, related_name="approvals")
    state = models.CharField(max_length=10, choices=ApprovalState, default=ApprovalState.ASKED)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=500, blank=True)
    order = models.OneToOneField(Order, on_delete=models.PROTECT, null=True, related_name="approval")

    class Meta:
        ordering = ("-asked_at", "-pk")
        indexes = (
            models.Index(fields=["school", "-asked_at"], name="approvals_by_school"),
            models.Index(fields=["expires_at"], condition=Q(state="asked"), name="approvals_that_expire"),
        )
        constraints = (
            models.UniqueConstraint(fields=["school", "key"], name="one_approval_a_school_and_key"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("asked_at")), name="an_approval_waits_a_while"),
            models.CheckConstraint(
                condition=Q(state=ApprovalState.APPROVED, order__isnull=False)
                | (~Q(state=ApprovalState.APPROVED) & Q(order__isnull=True)),
                name="what_was_approved_is_an_order",
            ),
            models.CheckConstraint(
                condition=Q(state=ApprovalState.ASKED, decided_at__isnull=True)
                | (~Q(state=ApprovalState.ASKED) & Q(decided_at__isnull=False)),
                name="what_was_decided_says_when",
            ),
        )

    def __str__(self) -> str:
        return f"Booking of {self.asked_by} at {self.school}"
