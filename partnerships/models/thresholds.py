"""Where the county draws its lines: from which mean something is a strength, and so on. Versions are kept."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from partnerships.results import Thresholds


class ResultThresholds(models.Model):
    """The newest row is in force. How many answers a figure needs is not among them: that is a promise to schools."""

    strength_mean = models.DecimalField("A strength has a mean of at least", max_digits=3, decimal_places=2)
    strength_gap = models.DecimalField("and its answers lie apart by at most", max_digits=3, decimal_places=2)
    risk_mean = models.DecimalField("A risk has a mean below", max_digits=3, decimal_places=2)
    unsure_percent = models.PositiveSmallIntegerField("or more than this percentage of “don’t know”")
    apart_gap = models.DecimalField(
        "Schools disagree when their answers lie apart by at least", max_digits=3, decimal_places=2
    )
    apart_deviation = models.DecimalField("and a standard deviation of at least", max_digits=3, decimal_places=2)
    movement = models.DecimalField("A mean has moved when it changed by at least", max_digits=3, decimal_places=2)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-made_at", "-pk")
        verbose_name_plural = "result thresholds"
        constraints = (
            models.CheckConstraint(
                condition=Q(risk_mean__gte=1, strength_mean__gt=F("risk_mean"), strength_mean__lte=4),
                name="a_strength_lies_above_a_risk",
            ),
            models.CheckConstraint(condition=Q(unsure_percent__lte=100), name="unsure_is_a_percentage"),
            models.CheckConstraint(condition=Q(movement__gt=0), name="a_movement_is_more_than_nothing"),
        )

    def __str__(self) -> str:
        return f"Thresholds of {self.made_at:%-d %B %Y}"

    @property
    def facts(self) -> Thresholds:
        return Thresholds(
            strength_mean=self.strength_mean,
            strength_gap=self.strength_gap,
            risk_mean=self.risk_mean,
            unsure_percent=self.unsure_percent,
            apart_gap=self.apart_gap,
            apart_deviation=self.apart_deviation,
            movement=self.movement,
        )
