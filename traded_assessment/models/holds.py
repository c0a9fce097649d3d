"""Places kept for a school for a while: an offer from the waiting list, or a booking that waits for a headteacher."""

import pgtrigger
from django.db import models
from django.db.models import Q

from essex_portal.organisations.models import Organisation
from traded_assessment.models.catalogue import TrainingSession
from traded_assessment.states import HoldState, HoldWhy

count_holds = pgtrigger.Trigger(
    name="count_holds",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    func="""
        IF TG_OP IN ('UPDATE', 'DELETE') AND OLD.state = 'held' THEN
            UPDATE traded_assessment_trainingsession SET places_held = places_held - OLD.places
             WHERE id = OLD.training_session_id;
        END IF;
        IF TG_OP IN ('INSERT', 'UPDATE') AND NEW.state = 'held' THEN
            UPDATE traded_assessment_trainingsession SET places_held = places_held + NEW.places
             WHERE id = NEW.training_session_id;
        END IF;
        RETURN NULL;
    """,
)
"""As with bookings: the session's row lock makes people take turns, its check constraint refuses the last straw."""


class PlaceHold(models.Model):
    """Places that nobody else can book until `expires_at`; a task lets them go then."""

    training_session = models.ForeignKey(TrainingSession, on_delete=models.PROTECT, related_name="holds")
    school = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="training_holds")
    places = models.PositiveSmallIntegerField()
    why = models.CharField(max_length=20, choices=HoldWhy)
    state = models.CharField(max_length=10, choices=HoldState, default=HoldState.HELD)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ("created_at", "pk")
        indexes = (models.Index(fields=["expires_at"], condition=Q(state=HoldState.HELD), name="holds_that_expire"),)
        constraints = (
            models.CheckConstraint(condition=Q(places__gt=0), name="a_hold_has_places"),
            models.CheckConstraint(condition=Q(expires_at__gt=models.F("created_at")), name="a_hold_lasts_a_while"),
        )
        triggers = (count_holds,)

    def __str__(self) -> str:
        return f"{self.places} held at {self.training_session}"
