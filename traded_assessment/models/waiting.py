"""Who waits for places at a full session, and what the office has set for it."""

from datetime import time

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from essex_portal.organisations.models import Organisation
from traded_assessment.models.catalogue import TrainingSession
from traded_assessment.models.holds import PlaceHold
from traded_assessment.states import OPEN_WAITING, WaitingState
from traded_assessment.waiting import OfficeHours

A_WORKING_WEEK_OR_TWO = 80


class WaitingListRules(models.Model):
    """The one row of how long places are kept for somebody, and who comes first. Its defaults are the start."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    offer_hours = models.PositiveSmallIntegerField(
        default=8,
        validators=[MinValueValidator(1), MaxValueValidator(A_WORKING_WEEK_OR_TWO)],
        help_text="working hours that an offer from a waiting list lasts",
    )
    approval_hours = models.PositiveSmallIntegerField(
        default=24,
        validators=[MinValueValidator(1), MaxValueValidator(A_WORKING_WEEK_OR_TWO)],
        help_text="working hours that places are kept while a booking waits for the headteacher",
    )
    opens_at = models.TimeField(default=time(9))
    closes_at = models.TimeField(default=time(17))
    untrained_first = models.BooleanField(
        default=False, help_text="schools with nobody trained or booked for the course’s duties come first"
    )

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(id=1), name="one_row_of_waiting_list_rules"),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="the_office_opens_before_it_closes"),
            models.CheckConstraint(
                condition=Q(offer_hours__gte=1, approval_hours__gte=1), name="places_are_kept_for_a_while"
            ),
        )

    def __str__(self) -> str:
        return "Waiting lists and kept places"

    @property
    def office(self) -> OfficeHours:
        return OfficeHours(self.opens_at, self.closes_at)


class SessionWaitingOrder(models.Model):
    """Whether untrained schools come first at one session, where the office decided it for that session."""

    training_session = models.OneToOneField(
        TrainingSession, on_delete=models.CASCADE, primary_key=True, related_name="waiting_order"
    )
    untrained_first = models.BooleanField()

    def __str__(self) -> str:
        return f"Waiting list of {self.training_session}"


class WaitingEntry(models.Model):
    """One school on the list of one session; over when its state is none of `OPEN_WAITING`."""

    training_session = models.ForeignKey(TrainingSession, on_delete=models.PROTECT, related_name="waiting_entries")
    school = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="training_waiting_entries")
    places = models.PositiveSmallIntegerField()
    people = models.JSONField(default=list, blank=True, help_text="who is to come, where they were named already")
    joined_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    joined_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=WaitingState, default=WaitingState.WAITING)
    hand_order = models.PositiveSmallIntegerField(null=True, help_text="its number where the office set the order")
    hold = models.OneToOneField(PlaceHold, on_delete=models.PROTECT, null=True, related_name="waiting_entry")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("joined_at", "pk")
        indexes = (models.Index(fields=["training_session"], condition=Q(state="waiting"), name="who_waits"),)
        constraints = (
            models.CheckConstraint(condition=Q(places__gt=0), name="one_waits_for_places"),
            models.UniqueConstraint(
                fields=["school", "training_session"],
                condition=Q(state__in=OPEN_WAITING),
                name="a_school_waits_once_for_a_session",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_WAITING, ended_at__isnull=True)
                | (~Q(state__in=OPEN_WAITING) & Q(ended_at__isnull=False)),
                name="a_wait_that_is_over_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["offered", "accepted", "let_go"]) | Q(hold__isnull=False),
                name="an_offer_has_its_places",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["waiting", "left"]) | Q(hold__isnull=True), name="who_waits_has_no_places"
            ),
        )

    def __str__(self) -> str:
        return f"{self.school} waits for {self.places} at {self.training_session}"
