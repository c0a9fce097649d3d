"""Programmes, their workstreams and the ratings that each uses."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from essex_portal.organisations.models import Organisation
from essex_portal.tracker.states import ProgrammeState, RatingKind, Tone


class StrategicAim(models.Model):
    """One of the directorate's aims; an action says which it serves."""

    number = models.PositiveSmallIntegerField(unique=True)
    text = models.CharField(max_length=200)
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("number",)

    def __str__(self) -> str:
        return self.text


class Programme(models.Model):
    """A plan that is tracked: the statement of action, the Task Force's commitments, a quadrant's actions."""

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=200)
    purpose = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=ProgrammeState, default=ProgrammeState.ACTIVE)
    needs_approval = models.BooleanField(default=False, help_text="updates count once somebody else has approved them")
    update_interval_days = models.PositiveSmallIntegerField(default=30, help_text="an update is due at least so often")
    owner_office = models.CharField(max_length=120)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="programmes")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("title",)
        constraints = (
            models.CheckConstraint(condition=Q(update_interval_days__gte=1), name="updates_come_at_most_daily"),
        )

    def __str__(self) -> str:
        return self.title


class RatingLevel(models.Model):
    """A rating in a programme's own words. `kind` says what it means to the portal."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="rating_levels")
    code = models.SlugField(max_length=20, help_text="stays the same when the name changes: used in files and the API")
    name = models.CharField(max_length=40)
    meaning = models.CharField(max_length=300)
    kind = models.CharField(max_length=10, choices=RatingKind)
    tone = models.CharField(max_length=10, choices=Tone)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("order", "pk")
        constraints = (
            models.UniqueConstraint(fields=["programme", "code"], name="one_rating_a_code"),
            models.UniqueConstraint(fields=["programme", "name"], name="one_rating_a_name"),
        )

    def __str__(self) -> str:
        return self.name


class Workstream(models.Model):
    """A part of a programme. Its prefix begins the references of its actions: `EHC-3`."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="workstreams")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    prefix = models.CharField(max_length=8)
    leads = ArrayField(models.CharField(max_length=160), default=list, blank=True, help_text="offices")

    class Meta:
        ordering = ("programme", "number")
        constraints = (
            models.UniqueConstraint(fields=["programme", "number"], name="one_workstream_a_number"),
            models.UniqueConstraint(fields=["programme", "prefix"], name="one_workstream_a_prefix"),
            models.CheckConstraint(condition=Q(prefix__regex=r"^[A-Z][A-Z0-9]*$"), name="prefixes_are_capitals"),
        )

    def __str__(self) -> str:
        return self.title
