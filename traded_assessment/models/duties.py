"""Statutory assessments that schools have to carry out, and when. Courses name the duties that they help with."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


class Duty(models.Model):
    """A statutory assessment of one year group. `Course.duties` holds its name."""

    name = models.CharField(max_length=60, unique=True)
    year_group = models.PositiveSmallIntegerField(help_text="the pupils who are assessed")
    type_groups = ArrayField(
        models.PositiveSmallIntegerField(),
        help_text="the register's groups of school types that have to do it",
    )
    phases_without_ages = ArrayField(
        models.CharField(max_length=60),
        default=list,
        blank=True,
        help_text="phases that have to do it where the register gives a school no ages",
    )

    class Meta:
        ordering = ("year_group", "name")
        verbose_name_plural = "duties"
        constraints = (
            models.CheckConstraint(
                condition=Q(year_group__gte=1, year_group__lte=13), name="a_duty_is_of_a_year_group"
            ),
        )

    def __str__(self) -> str:
        return self.name


class DutyWindow(models.Model):
    """When a duty is carried out in one academic year; both days inclusive."""

    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="windows")
    academic_year = models.CharField(max_length=7)
    opens_on = models.DateField()
    closes_on = models.DateField()
    provisional = models.BooleanField(default=False)

    class Meta:
        ordering = ("-opens_on",)
        constraints = (
            models.UniqueConstraint(fields=["duty", "academic_year"], name="one_window_a_duty_and_year"),
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="window_closes_after_it_opens"),
        )

    def __str__(self) -> str:
        return f"{self.duty}, {self.academic_year}"
