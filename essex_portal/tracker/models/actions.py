"""Actions and their milestones, each with the versions of what was known of it."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from essex_portal.organisations.models import Organisation
from essex_portal.tracker.models.programmes import Programme, StrategicAim, Workstream
from essex_portal.tracker.models.versions import Version, current_index, never_twice
from essex_portal.tracker.states import CLOSED, Stage


class Action(models.Model):
    """Something promised. What stays the same of it; everything else is in its versions."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="actions")
    workstream = models.ForeignKey(Workstream, on_delete=models.PROTECT, related_name="actions")
    number = models.PositiveSmallIntegerField()
    reference = models.CharField(max_length=16, help_text="EHC-3; unique in its programme")
    source = models.CharField(max_length=300, blank=True, help_text="where it was taken from, such as a file and row")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("programme", "workstream__number", "number")
        constraints = (
            models.UniqueConstraint(fields=["programme", "reference"], name="one_action_a_reference"),
            models.UniqueConstraint(fields=["workstream", "number"], name="one_action_a_number"),
        )

    def __str__(self) -> str:
        return self.reference


class ActionVersion(Version):
    """What was known of an action. Dates: `baseline_on` first agreed, `forecast_on` expected, `actual_on` happened."""

    of = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="versions")
    title = models.CharField(max_length=300)
    detail = models.TextField(blank=True)
    difference = models.TextField(blank=True, help_text="what will be different, and for whom")
    coproduction = models.TextField(blank=True, help_text="how families and practitioners shape it")
    stage = models.CharField(max_length=12, choices=Stage, default=Stage.NOT_STARTED)
    quadrant = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="empty: the county"
    )
    aim = models.ForeignKey(StrategicAim, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    when_words = models.CharField(max_length=200, blank=True, help_text="the timing as it was promised")
    starts_on = models.DateField(null=True, blank=True)
    baseline_on = models.DateField(null=True, blank=True)
    forecast_on = models.DateField(null=True, blank=True)
    actual_on = models.DateField(null=True, blank=True)

    facts = (
        "title", "detail", "difference", "coproduction", "stage", "quadrant", "aim",
        "when_words", "starts_on", "baseline_on", "forecast_on", "actual_on",
    )  # fmt: skip

    class Meta(Version.Meta):
        indexes = (current_index("action_now"),)
        constraints = (
            never_twice("an_action_is_one_thing_at_a_time"),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(baseline_on=None) | Q(baseline_on__gte=F("starts_on")),
                name="an_action_is_due_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(forecast_on=None) | Q(forecast_on__gte=F("starts_on")),
                name="an_action_is_expected_after_it_starts",
            ),
            models.CheckConstraint(
                condition=~Q(stage=Stage.COMPLETE) | Q(actual_on__isnull=False), name="a_complete_action_says_when"
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def due_on(self) -> date | None:
        """The day it is expected by now."""
        return self.forecast_on or self.baseline_on

    def is_overdue_on(self, day: date) -> bool:
        """Whether the day it was expected is over and the action is not."""
        return self.stage not in CLOSED and self.due_on is not None and self.due_on < day

    @property
    def slippage_days(self) -> int | None:
        """Forecast less baseline; negative when it comes early. None without both. Source: domain.md J7."""
        end = self.actual_on or self.forecast_on
        return (end - self.baseline_on).days if end and self.baseline_on else None


class Milestone(models.Model):
    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="milestones")
    number = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("action", "number")
        constraints = (models.UniqueConstraint(fields=["action", "number"], name="one_milestone_a_number"),)

    def __str__(self) -> str:
        return f"{self.action}, milestone {self.number}"


class MilestoneVersion(Version):
    """What was known of a milestone. One without dates is a part of the action that must be done."""

    of = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="versions")
    title = models.CharField(max_length=300)
    when_words = models.CharField(max_length=200, blank=True)
    baseline_on = models.DateField(null=True, blank=True)
    forecast_on = models.DateField(null=True, blank=True)
    actual_on = models.DateField(null=True, blank=True)

    facts = ("title", "when_words", "baseline_on", "forecast_on", "actual_on")

    class Meta(Version.Meta):
        indexes = (current_index("milestone_now"),)
        constraints = (never_twice("a_milestone_is_one_thing_at_a_time"),)

    def __str__(self) -> str:
        return self.title

    @property
    def due_on(self) -> date | None:
        return self.forecast_on or self.baseline_on

    @property
    def slippage_days(self) -> int | None:
        """As of an action."""
        end = self.actual_on or self.forecast_on
        return (end - self.baseline_on).days if end and self.baseline_on else None
