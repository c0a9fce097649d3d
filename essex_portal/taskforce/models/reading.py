"""The Year of Reading: what is already done for reading, by whom, where and for whom, and books of ideas."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from essex_portal.documents.models import StoredFile
from essex_portal.organisations.models import District, Organisation
from essex_portal.taskforce.states import YEAR_GROUPS, year_group_words


class ReadingYear(models.Model):
    """A year of reading, with its focus and the question that it leaves open. The newest is the one shown."""

    year = models.PositiveSmallIntegerField(unique=True)
    title = models.CharField(max_length=100)
    about = models.TextField(max_length=2000, blank=True)
    focus = ArrayField(models.SmallIntegerField(), default=list, blank=True, help_text="year groups")
    question = models.CharField(max_length=300, blank=True, help_text="what is still to be answered")
    working_group_from = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("-year",)

    def __str__(self) -> str:
        return f"{self.title} {self.year}"

    @property
    def focus_words(self) -> str:
        return year_group_words(self.focus)


class Audience(models.Model):
    """Whom something is for. `vulnerable` ones are those that the open question asks about."""

    name = models.CharField(max_length=60, unique=True)
    vulnerable = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)
    in_use = models.BooleanField(default=True)

    class Meta:
        ordering = ("position", "name")

    def __str__(self) -> str:
        return self.name


class ReadingActivity(models.Model):
    """What somebody does for reading: all through the year, or on the days of an event.

    `organisation` is the school or partnership that does it; others (a library, a charity) have a name alone.
    What is taken off the map stays here, with when and by whom.
    """

    reading_year = models.ForeignKey(ReadingYear, on_delete=models.PROTECT, related_name="activities")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="reading_activities"
    )
    done_by = models.CharField(max_length=150, blank=True)
    district = models.ForeignKey(
        District, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="empty: the county"
    )
    title = models.CharField(max_length=150)
    about = models.TextField(max_length=2000, blank=True)
    year_groups = ArrayField(models.SmallIntegerField(choices=YEAR_GROUPS.items()))
    audiences = models.ManyToManyField(Audience, related_name="activities")
    reached = models.ManyToManyField(
        Organisation, related_name="reading_reached", blank=True, help_text="schools that it works with"
    )
    held_on = models.DateField(
        null=True, blank=True, help_text="the first day of an event; empty: all through the year"
    )
    until_on = models.DateField(null=True, blank=True, help_text="its last day, inclusive")
    link = models.URLField(max_length=500, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("title", "pk")
        verbose_name_plural = "reading activities"
        indexes = (models.Index(fields=["reading_year"], name="activities_shown", condition=Q(withdrawn_at=None)),)
        constraints = (
            models.CheckConstraint(
                name="somebody_does_an_activity", condition=Q(organisation__isnull=False) | ~Q(done_by="")
            ),
            models.CheckConstraint(
                name="an_event_ends_after_it_begins",
                condition=Q(until_on=None) | Q(held_on__isnull=False, until_on__gte=F("held_on")),
            ),
            models.CheckConstraint(name="an_activity_is_for_a_year_group", condition=~Q(year_groups=[])),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def who(self) -> str:
        return str(self.organisation) if self.organisation_id else self.done_by

    @property
    def year_group_words(self) -> str:
        return year_group_words(self.year_groups)


class IdeaBook(models.Model):
    """A book of ideas: a link or a file."""

    title = models.CharField(max_length=150)
    about = models.CharField(max_length=300, blank=True)
    link = models.URLField(max_length=500, blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("title", "pk")
        constraints = (
            models.CheckConstraint(
                name="a_book_of_ideas_is_a_file_or_a_link",
                condition=(Q(file=None) & ~Q(link="")) | Q(file__isnull=False, link=""),
            ),
        )

    def __str__(self) -> str:
        return self.title
