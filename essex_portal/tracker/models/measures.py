"""Success measures and their readings."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from essex_portal.tracker.models.actions import Action
from essex_portal.tracker.models.versions import Version, current_index, never_twice
from essex_portal.tracker.states import Direction, Frequency


class Measure(models.Model):
    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="measures")

    def __str__(self) -> str:
        return f"{self.action}, measure {self.pk}"


class MeasureVersion(Version):
    of = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="versions")
    title = models.CharField(max_length=300)
    unit = models.CharField(max_length=40, help_text="%, days, schools")
    direction = models.CharField(max_length=4, choices=Direction)
    baseline = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    target = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    target_on = models.DateField(null=True, blank=True)
    frequency = models.CharField(max_length=12, choices=Frequency, default=Frequency.TERMLY)
    source = models.CharField(max_length=200, blank=True)

    facts = ("title", "unit", "direction", "baseline", "target", "target_on", "frequency", "source")

    class Meta(Version.Meta):
        indexes = (current_index("measure_now"),)
        constraints = (
            never_twice("a_measure_is_one_thing_at_a_time"),
            models.CheckConstraint(
                condition=Q(baseline=None)
                | Q(target=None)
                | Q(direction=Direction.UP, target__gte=F("baseline"))
                | Q(direction=Direction.DOWN, target__lte=F("baseline")),
                name="a_target_is_better_than_the_baseline",
            ),
        )

    def __str__(self) -> str:
        return self.title


class Reading(models.Model):
    """A value of a measure on a day. A correction is a later row for the same day; the latest recorded counts."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="readings")
    read_on = models.DateField()
    value = models.DecimalField(max_digits=12, decimal_places=2)
    unit = models.CharField(max_length=40)
    note = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("read_on", "recorded_at", "pk")
        indexes = (models.Index(fields=["measure", "read_on", "recorded_at"], name="readings_of_a_measure"),)
        triggers = (pgtrigger.Protect(name="readings_stay", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.value} {self.unit} on {self.read_on}"
