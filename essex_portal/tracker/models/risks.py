"""What may go wrong, and what an action waits for."""

from django.db import models
from django.db.models import F, Q

from essex_portal.tracker.models.actions import Action
from essex_portal.tracker.models.versions import Version, current_index, never_twice

HIGHEST = 5


class Risk(models.Model):
    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="risks")

    def __str__(self) -> str:
        return f"{self.action}, risk {self.pk}"


class RiskVersion(Version):
    """Likelihood and impact from 1 to 5. A risk that is over has its version closed without another."""

    of = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="versions")
    title = models.CharField(max_length=300)
    likelihood = models.PositiveSmallIntegerField()
    impact = models.PositiveSmallIntegerField()
    mitigation = models.TextField(blank=True)
    owner_office = models.CharField(max_length=160, blank=True)

    facts = ("title", "likelihood", "impact", "mitigation", "owner_office")

    class Meta(Version.Meta):
        indexes = (current_index("risk_now"),)
        constraints = (
            never_twice("a_risk_is_one_thing_at_a_time"),
            models.CheckConstraint(
                condition=Q(likelihood__range=(1, HIGHEST), impact__range=(1, HIGHEST)), name="risks_count_from_1_to_5"
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def score(self) -> int:
        """Likelihood times impact, 1 to 25. Source: domain.md J7."""
        return self.likelihood * self.impact


class Dependency(models.Model):
    """`action` cannot be done before `needs`, as long as one of its versions says so."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="dependencies")
    needs = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="dependants")

    class Meta:
        verbose_name_plural = "dependencies"
        constraints = (
            models.UniqueConstraint(fields=["action", "needs"], name="one_dependency_between_two_actions"),
            models.CheckConstraint(condition=~Q(action=F("needs")), name="no_action_waits_for_itself"),
        )

    def __str__(self) -> str:
        return f"{self.action} needs {self.needs}"


class DependencyVersion(Version):
    of = models.ForeignKey(Dependency, on_delete=models.PROTECT, related_name="versions")
    note = models.CharField(max_length=300, blank=True)

    facts = ("note",)

    class Meta(Version.Meta):
        indexes = (current_index("dependency_now"),)
        constraints = (never_twice("a_dependency_is_one_thing_at_a_time"),)

    def __str__(self) -> str:
        return str(self.of)
