"""What is on availability: a yearly package, its courses, and their dated sessions."""

from datetime import datetime

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q

from traded_assessment.states import Availability, Product, SessionState


class Package(models.Model):
    """A subscription on offer for one year: so many sessions, so many places at each."""

    name = models.CharField(max_length=120)
    academic_year = models.CharField(max_length=7, unique=True)
    purpose = models.TextField(blank=True)
    first_on = models.DateField()
    last_on = models.DateField(help_text="inclusive")
    sessions_included = models.PositiveSmallIntegerField()
    staff_per_session = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("first_on",)
        constraints = (
            models.CheckConstraint(condition=Q(last_on__gt=F("first_on")), name="package_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(sessions_included__gt=0, staff_per_session__gt=0), name="package_includes_something"
            ),
            ExclusionConstraint(
                name="packages_do_not_overlap",
                expressions=[
                    (
                        models.Func("first_on", "last_on", models.Value("[]"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    )
                ],
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.academic_year}"


class Course(models.Model):
    """A title that is taught: as a session of the package, or as an event priced per person."""

    title = models.CharField(max_length=160, unique=True)
    product = models.CharField(
        max_length=20,
        choices=[(Product.SINGLE_SESSION, "Session of the package"), (Product.EVENT, "Event")],
    )
    summary = models.TextField(blank=True)
    duties = ArrayField(
        models.CharField(max_length=60),
        default=list,
        blank=True,
        help_text="the statutory assessments that it helps a school to run",
    )
    minutes = models.PositiveSmallIntegerField(default=60)

    class Meta:
        ordering = ("title",)
        constraints = (
            models.CheckConstraint(
                condition=Q(product__in=[Product.SINGLE_SESSION, Product.EVENT]),
                name="a_course_is_a_session_or_an_event",
            ),
            models.CheckConstraint(condition=Q(minutes__gt=0), name="a_course_takes_time"),
        )

    def __str__(self) -> str:
        return self.title


class TrainingSession(models.Model):
    """A dated occurrence. Places sold and held are kept by triggers and can never pass `capacity` together."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="sessions")
    starts_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField()
    capacity = models.PositiveIntegerField()
    places_sold = models.PositiveIntegerField(default=0, editable=False)
    places_held = models.PositiveIntegerField(default=0, editable=False, help_text="kept for somebody for a while")
    join_link = models.URLField(max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=SessionState, default=SessionState.PUBLISHED)

    class Meta:
        ordering = ("starts_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(capacity__gte=F("places_sold") + F("places_held")), name="session_is_never_oversold"
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_it_begins"),
            models.UniqueConstraint(fields=["course", "starts_at"], name="one_session_a_course_and_time"),
        )

    def __str__(self) -> str:
        return f"{self.course} {self.starts_at:%d %B %Y}"

    @property
    def places_left(self) -> int:
        return self.capacity - self.places_sold - self.places_held

    def availability_at(self, now: datetime) -> Availability:
        """What the session is to somebody who would like to book it at that moment."""
        return Availability.of(state=self.state, starts_at=self.starts_at, places_left=self.places_left, now=now)


count_places = pgtrigger.Trigger(
    name="count_places",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    func="""
        IF TG_OP IN ('UPDATE', 'DELETE') AND OLD.state = 'booked' THEN
            UPDATE traded_assessment_trainingsession SET places_sold = places_sold - OLD.places
             WHERE id = OLD.training_session_id;
        END IF;
        IF TG_OP IN ('INSERT', 'UPDATE') AND NEW.state = 'booked' THEN
            UPDATE traded_assessment_trainingsession SET places_sold = places_sold + NEW.places
             WHERE id = NEW.training_session_id;
        END IF;
        RETURN NULL;
    """,
)
"""On bookings: the session's row lock makes buyers take turns; its check constraint refuses the last straw."""
