"""Offices, and who holds them from when to when. People appear here in live data only, never in code."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q

from essex_portal.organisations.models import Organisation
from partnerships.states import OfficeScope


class Office(models.Model):
    """An office such as quadrant manager. The list is the county's to edit."""

    name = models.CharField(max_length=100, unique=True)
    scope = models.CharField(max_length=12, choices=OfficeScope, help_text="what each holder is for one of")
    about = models.CharField(max_length=200, blank=True, help_text="what it does, in a line")
    call_about = models.CharField(
        max_length=60, blank=True, help_text="what schools call it about; empty keeps it off that page"
    )
    position = models.PositiveSmallIntegerField(default=0, help_text="its place in lists, the smallest first")
    in_use = models.BooleanField(default=True)

    class Meta:
        ordering = ("position", "name")

    def __str__(self) -> str:
        return self.name


class OfficeHolder(models.Model):
    """Who is reached in an office of a quadrant, a partnership or the county, and when that was last confirmed."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="holders")
    place = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="office_holders", help_text="empty: the county"
    )
    name = models.CharField(max_length=150, blank=True, help_text="empty: the office answers, nobody is named")
    email = models.EmailField(blank=True)
    telephone = models.CharField(max_length=30, blank=True)
    valid = DateRangeField(help_text="first day inclusive, day after the last exclusive; open upper: still holds it")
    confirmed_on = models.DateField(help_text="the day on which the details were last said to be right")
    asked_on = models.DateField(null=True, help_text="the day of the last mail that asked")
    put_in_doubt = models.CharField(max_length=300, blank=True, help_text="what the person said is not right")
    link_key = models.UUIDField(default=uuid.uuid4, help_text="changes with the details: an old link opens nothing")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("office__position", "office__name", "pk")
        constraints = (
            models.CheckConstraint(name="office_held_for_a_day", condition=Q(valid__isempty=False)),
            models.CheckConstraint(name="office_held_since_a_day", condition=Q(valid__startswith__isnull=False)),
            models.CheckConstraint(
                name="office_holder_can_be_reached", condition=~Q(email="") | ~Q(telephone="") | ~Q(name="")
            ),
        )

    def __str__(self) -> str:
        return f"{self.office}, {self.place.name if self.place else 'county'}"
