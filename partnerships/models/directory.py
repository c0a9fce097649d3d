"""Partnerships and their schools, each fact with the days on which it held.

A partnership is an `Organisation` of that kind, so that people can have roles in it; foreign keys point at the
organisation. Days are ranges with the first day inclusive and the day after the last as the open upper bound.
"""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from essex_portal.organisations.models import Organisation
from partnerships.membership import KindRule, Span
from partnerships.states import MemberSource


def last_day_of(valid: Any) -> date | None:
    """The last day of a range of days; None without end."""
    return valid.upper - timedelta(days=1) if valid.upper else None


class PartnershipKind(models.Model):
    """Local cluster, trust and so on. Rows are data: the county decides which kinds there are."""

    code = models.SlugField(primary_key=True, max_length=30)
    name = models.CharField(max_length=60, unique=True)
    former_names = models.JSONField(
        default=list, help_text="pairs of the first day on which it was no longer called so, and the name; in order"
    )
    exclusive_on = DateRangeField(
        null=True,
        help_text="the days on which a school belongs to at most one of this kind, the last exclusive; empty: never",
    )
    follows_register = models.BooleanField(default=False, help_text="its members are the academies of its trust")

    class Meta:
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(
                name="a_kind_excludes_for_a_day", condition=Q(exclusive_on=None) | Q(exclusive_on__isempty=False)
            ),
        )

    def __str__(self) -> str:
        return self.name

    def name_on(self, on: date) -> str:
        """What it was called on that day."""
        return next((name for until, name in self.former_names if on < date.fromisoformat(until)), self.name)

    @property
    def rule(self) -> KindRule:
        """The kind as the rules of membership know it."""
        days = self.exclusive_on
        return KindRule(self.code, Span(days.lower or date.min, days.upper) if days else None)

    @property
    def goes_on_excluding(self) -> bool:
        """Whether a school belongs to at most one of it, without an end."""
        return self.exclusive_on is not None and self.exclusive_on.upper is None


class PartnershipDetails(models.Model):
    """What is kept about a partnership without dates; what changes over time is in `PartnershipFacts`."""

    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="partnership")
    name_as_listed = models.CharField(
        max_length=200, blank=True, help_text="the briefing's spelling; empty when it is not in that list"
    )
    page_text = models.TextField(blank=True, max_length=5000)

    class Meta:
        verbose_name_plural = "partnership details"

    def __str__(self) -> str:
        return str(self.organisation)


class PartnershipFacts(models.Model):
    """What a partnership was called, which kind it was and which quadrant it belonged to, from when to when."""

    partnership = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="partnership_facts")
    valid = DateRangeField(help_text="first day inclusive (open: always), day after the last exclusive")
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=30, blank=True)
    kind = models.ForeignKey(PartnershipKind, on_delete=models.PROTECT, related_name="+")
    quadrant = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="quadrant_partnerships")
    trust = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="trust_partnerships"
    )

    class Meta:
        ordering = ("name",)
        verbose_name_plural = "partnership facts"
        constraints = (
            ExclusionConstraint(
                name="partnership_facts_do_not_overlap",
                expressions=[("partnership", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(name="partnership_facts_held_a_day", condition=Q(valid__isempty=False)),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def last_day(self) -> date | None:
        """The last day on which this held; None while it does."""
        return last_day_of(self.valid)

    @property
    def follows_register(self) -> bool:
        """Whether the members are the academies of its trust: then nobody keeps them by hand."""
        return self.kind.follows_register and self.trust_id is not None


class PartnershipMember(models.Model):
    """A school in a partnership. One that left stays, with when, why and who said so."""

    partnership = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="partnership_members")
    school = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="partnership_memberships")
    valid = DateRangeField(help_text="first day inclusive, day after the last exclusive; open upper: still a member")
    only_one_of = models.CharField(
        max_length=30, blank=True, help_text="the kind's code where it excludes others; the database then allows one"
    )
    source = models.CharField(max_length=10, choices=MemberSource, default=MemberSource.OFFICER)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()
    end_reason = models.CharField(max_length=300, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("school__name", "pk")
        constraints = (
            ExclusionConstraint(
                name="a_school_is_in_a_partnership_once",
                expressions=[
                    ("partnership", RangeOperators.EQUAL),
                    ("school", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="a_school_is_in_one_partnership_of_an_exclusive_kind",
                expressions=[
                    ("school", RangeOperators.EQUAL),
                    ("only_one_of", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                condition=~Q(only_one_of=""),
            ),
            models.CheckConstraint(name="partnership_member_for_a_day", condition=Q(valid__isempty=False)),
            models.CheckConstraint(name="partnership_member_since_a_day", condition=Q(valid__startswith__isnull=False)),
            models.CheckConstraint(
                name="who_left_a_partnership_says_when", condition=Q(ended_at__isnull=True) | ~Q(end_reason="")
            ),
        )

    def __str__(self) -> str:
        return f"{self.school} in {self.partnership}"

    @property
    def last_day(self) -> date | None:
        """The school's last day in the partnership; None while it has none."""
        return last_day_of(self.valid)
