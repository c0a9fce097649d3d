"""How sessions are delivered, as the training office sets it."""

from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q


def a_week_and_a_day() -> list[int]:
    return [7, 1]


class DeliverySettings(models.Model):
    """The one row of what holds around a session. Its defaults are what the portal begins with."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    join_minutes = models.PositiveSmallIntegerField(
        default=15,
        validators=[MaxValueValidator(240)],
        help_text="so many minutes before the start the link to join opens",
    )
    reminder_days = ArrayField(
        models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(60)]),
        default=a_week_and_a_day,
        blank=True,
        help_text="so many days before the session people are reminded",
    )
    evaluation_minutes = models.PositiveSmallIntegerField(
        default=30,
        validators=[MaxValueValidator(2880)],
        help_text="so many minutes after the end people are asked what they thought",
    )

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(id=1), name="one_row_of_delivery_settings"),)

    def __str__(self) -> str:
        return "Joining, reminders and evaluation"

    @property
    def opens_before(self) -> timedelta:
        return timedelta(minutes=self.join_minutes)

    @property
    def asked_after(self) -> timedelta:
        return timedelta(minutes=self.evaluation_minutes)
