"""How many partnerships the county has said there are: a figure of its own, never computed from the directory."""

from django.db import models
from django.db.models import Q


class StatedCount(models.Model):
    """A figure that was published on a day; it stands until another one is published."""

    number = models.PositiveSmallIntegerField()
    stated_on = models.DateField(unique=True)
    source = models.CharField(max_length=200, help_text="where it was said")

    class Meta:
        ordering = ("-stated_on",)
        constraints = (models.CheckConstraint(name="stated_count_is_a_number", condition=Q(number__gt=0)),)

    def __str__(self) -> str:
        return f"{self.number} partnerships"
