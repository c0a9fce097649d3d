"""Forums and drop-ins: when they meet, who is on the list, who came."""

from datetime import time

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.db.models import F, Q

from essex_portal.organisations.models import District, Organisation
from essex_portal.organisations.states import OrganisationKind
from partnerships.states import ON_THE_LIST, ForumKind, ListState, Rhythm, Weekday, WeekOfMonth


class Forum(models.Model):
    """Where schools and others meet regularly. A forum invites its list; a drop-in gives its link to who asks."""

    kind = models.CharField(max_length=10, choices=ForumKind)
    name = models.CharField(max_length=160, unique=True)
    purpose = models.TextField(max_length=2000)
    represented = ArrayField(models.CharField(max_length=120), default=list, blank=True, help_text="who is there")
    quadrant = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        limit_choices_to={"kind": OrganisationKind.QUADRANT},
        related_name="forums",
        help_text="whose officers keep it; empty: the county's",
    )
    districts = models.ManyToManyField(District, blank=True, help_text="whose schools it is for; none: all")
    place = models.CharField(max_length=120, default="Online")
    join_link = models.URLField(
        max_length=500, blank=True, validators=[URLValidator(schemes=["https"])], help_text="only members see it"
    )
    rhythm = models.CharField(max_length=10, choices=Rhythm, default=Rhythm.BY_HAND)
    weekday = models.PositiveSmallIntegerField(choices=Weekday, null=True, blank=True)
    week = models.SmallIntegerField(choices=WeekOfMonth, null=True, blank=True)
    starts = models.TimeField(default=time(12))
    ends = models.TimeField(default=time(13))
    first_on = models.DateField(null=True, blank=True)
    last_on = models.DateField(null=True, blank=True)
    days_before = models.PositiveSmallIntegerField(
        default=7,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text="days before a date that invitations go out",
    )

    class Meta:
        ordering = ("kind", "name")
        constraints = (
            models.CheckConstraint(name="a_forum_ends_after_it_starts", condition=Q(ends__gt=F("starts"))),
            models.CheckConstraint(
                name="a_forum_by_rule_has_its_weekday", condition=Q(rhythm="by_hand") | Q(weekday__isnull=False)
            ),
            models.CheckConstraint(
                name="a_monthly_forum_has_its_week", condition=~Q(rhythm="monthly") | Q(week__isnull=False)
            ),
            models.CheckConstraint(
                name="a_forums_dates_run_forwards",
                condition=Q(first_on__isnull=True) | Q(last_on__isnull=True) | Q(last_on__gte=F("first_on")),
            ),
        )

    def __str__(self) -> str:
        return self.name


class ForumMeeting(models.Model):
    """What is kept of one date: that it was set by hand, moved or cancelled; who came, what was said.

    Dates of the rule with nothing to keep have no row.
    """

    forum = models.ForeignKey(Forum, on_delete=models.PROTECT, related_name="meetings")
    planned_on = models.DateField(help_text="the rule's day, or the day first set; names the date")
    on = models.DateField()
    starts = models.TimeField()
    ends = models.TimeField()
    by_hand = models.BooleanField(default=False)
    cancelled_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True, help_text="why it was cancelled or moved; members read it")
    revision = models.PositiveSmallIntegerField(default=0, help_text="counts changes, for calendars")
    others = models.PositiveSmallIntegerField(default=0, help_text="who came beside schools of the list")
    notes = models.TextField(max_length=10_000, blank=True)
    themes = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    recorded_at = models.DateTimeField(null=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    schools = models.ManyToManyField(Organisation, through="ForumAttendance", related_name="forum_meetings")

    class Meta:
        ordering = ("on", "starts", "pk")
        constraints = (
            models.UniqueConstraint(fields=["forum", "planned_on"], name="one_row_a_forum_and_date"),
            models.CheckConstraint(name="a_forum_meeting_ends_after_it_starts", condition=Q(ends__gt=F("starts"))),
            models.CheckConstraint(
                name="a_cancelled_date_says_why", condition=Q(cancelled_at__isnull=True) | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="nobody_came_to_a_cancelled_date",
                condition=Q(cancelled_at__isnull=True) | Q(recorded_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.forum} on {self.on}"


class ForumAttendance(models.Model):
    """A school of the list came to a meeting."""

    meeting = models.ForeignKey(ForumMeeting, on_delete=models.CASCADE, related_name="attendances")
    school = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["meeting", "school"], name="a_school_comes_once"),)

    def __str__(self) -> str:
        return f"{self.school} at {self.meeting}"


class ForumMember(models.Model):
    """A school on a forum's distribution list, or its request; what is over stays with its reason."""

    forum = models.ForeignKey(Forum, on_delete=models.PROTECT, related_name="members")
    school = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="forum_memberships")
    contact = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", help_text="who asked, and is invited"
    )
    state = models.CharField(max_length=10, choices=ListState, default=ListState.ASKED)
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("school__name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["forum", "school"], condition=Q(state__in=ON_THE_LIST), name="a_school_is_on_a_list_once"
            ),
            models.CheckConstraint(
                name="who_is_not_added_hears_why",
                condition=~Q(state__in=[ListState.REFUSED, ListState.REMOVED]) | ~Q(reason=""),
            ),
        )

    def __str__(self) -> str:
        return f"{self.school} on the list of {self.forum}"


class LinkRequest(models.Model):
    """A person asked for the link of one date of a drop-in."""

    forum = models.ForeignKey(Forum, on_delete=models.PROTECT, related_name="link_requests")
    planned_on = models.DateField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["forum", "planned_on", "asked_by"], name="one_link_request_a_date"),
        )

    def __str__(self) -> str:
        return f"Link of {self.forum} on {self.planned_on}"
