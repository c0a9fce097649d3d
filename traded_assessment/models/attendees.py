"""The people who come: their places, the key of their personal link, and whether they came."""

import secrets
from datetime import datetime

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Upper

from traded_assessment.models.orders import Booking
from traded_assessment.states import Attendance

a_new_person_gets_a_new_link = pgtrigger.Trigger(
    name="a_new_person_gets_a_new_link",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    func="""
        IF (CASE WHEN OLD.email = '' THEN lower(OLD.name) = lower(NEW.name)
                 ELSE lower(OLD.email) = lower(NEW.email) END) THEN
            RETURN NEW;
        END IF;
        IF OLD.joined_at IS NOT NULL OR OLD.attendance = 'attended' THEN
            RAISE EXCEPTION 'attendee % came, and stays the same person', OLD.id USING ERRCODE = 'check_violation';
        END IF;
        NEW.link_key = left(replace(gen_random_uuid()::text, '-', ''), 12);
        RETURN NEW;
    """,
)
"""Whoever is put in somebody's place, and by whichever page: the former person's link opens nothing any more."""

no_more_people_than_places = pgtrigger.Trigger(
    name="no_more_people_than_places",
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    declare=[("bought", "integer")],
    func="""
        SELECT places INTO bought FROM traded_assessment_booking WHERE id = NEW.booking_id FOR NO KEY UPDATE;
        IF (SELECT count(*) FROM traded_assessment_attendee WHERE booking_id = NEW.booking_id) > bought THEN
            RAISE EXCEPTION 'booking % has only % places', NEW.booking_id, bought
                  USING ERRCODE = 'check_violation', CONSTRAINT = 'no_more_people_than_places';
        END IF;
        RETURN NULL;
    """,
)
"""The booking's row lock makes those who name people take turns."""

who_came_stays = pgtrigger.Protect(
    name="who_came_stays",
    operation=pgtrigger.Delete,
    condition=pgtrigger.Q(old__joined_at__isnull=False) | pgtrigger.Q(old__attendance="attended"),
)


def new_link_key() -> str:
    """Twelve random letters and figures, of which a personal link is made (`traded_assessment.place_links`)."""
    return secrets.token_hex(6)


class Attendee(models.Model):
    """A named person in a place. Somebody is the same person by e-mail address, else by name."""

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="attendees")
    name = models.CharField(max_length=120)
    job_title = models.CharField("role", max_length=120, blank=True)
    email = models.EmailField(blank=True)
    link_key = models.CharField(
        max_length=12, default=new_link_key, editable=False, help_text="part of the personal link; new for a new person"
    )
    attendance = models.CharField(max_length=12, choices=Attendance, default=Attendance.NOT_RECORDED)
    joined_at = models.DateTimeField(null=True, editable=False, help_text="when the person first joined")
    attendance_at = models.DateTimeField(null=True, editable=False, help_text="when the attendance was recorded")
    attendance_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        help_text="who recorded it; empty: the person did, by joining",
    )

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(Upper("email"), name="attendees_by_email"),)
        constraints = (
            models.UniqueConstraint(
                "booking", Lower("email"), condition=~Q(email=""), name="one_place_an_email_address_in_a_booking"
            ),
            models.CheckConstraint(
                condition=Q(attendance=Attendance.NOT_RECORDED, attendance_at__isnull=True, attendance_by__isnull=True)
                | (~Q(attendance=Attendance.NOT_RECORDED) & Q(attendance_at__isnull=False)),
                name="recorded_attendance_says_when",
            ),
        )
        triggers = (a_new_person_gets_a_new_link, no_more_people_than_places, who_came_stays)

    def __str__(self) -> str:
        return self.name

    @property
    def identity(self) -> str:
        """The same for the same person: the e-mail address, or the name where there is none."""
        return (self.email or self.name).strip().casefold()

    @property
    def attended(self) -> bool:
        return self.attendance == Attendance.ATTENDED

    @property
    def recorded_by_joining(self) -> bool:
        return self.attended and self.joined_at is not None and self.attendance_by_id is None

    def record(self, attendance: Attendance, *, at: datetime, by_id: int | None) -> None:
        """Say whether the person came; nothing is saved."""
        unknown = attendance == Attendance.NOT_RECORDED
        self.attendance = attendance
        self.attendance_at, self.attendance_by_id = (None, None) if unknown else (at, by_id)
