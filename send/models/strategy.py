"""The SEND strategy: what it holds, its themes, stages and success measures."""

from django.db import models
from django.db.models import F, Q

from send.states import PartKind


class StrategyPart(models.Model):
    """A chapter, theme or success measure of the strategy. What is retired stays here, out of sight."""

    kind = models.CharField(max_length=10, choices=PartKind)
    title = models.CharField(max_length=150)
    text = models.TextField(max_length=3000, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    in_use = models.BooleanField(default=True)

    class Meta:
        ordering = ("kind", "position", "pk")
        constraints = (models.UniqueConstraint(fields=["kind", "title"], name="one_strategy_part_a_title"),)

    def __str__(self) -> str:
        return self.title


class StrategyStage(models.Model):
    """A stage on the way to the strategy. The words of its timing stay as they are; the days are what they mean."""

    title = models.CharField(max_length=150)
    when_words = models.CharField(max_length=200)
    first_on = models.DateField(null=True, blank=True)
    last_on = models.DateField(null=True, blank=True)
    done = models.BooleanField(default=False)
    in_use = models.BooleanField(default=True)

    class Meta:
        ordering = (F("first_on").asc(nulls_last=True), "last_on", "pk")
        constraints = (
            models.CheckConstraint(
                name="a_stage_ends_after_it_begins",
                condition=Q(first_on=None) | Q(last_on=None) | Q(last_on__gte=F("first_on")),
            ),
        )

    def __str__(self) -> str:
        return self.title
