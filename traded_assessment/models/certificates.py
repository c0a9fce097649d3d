"""Certificates of attendance: what they say is frozen when they are issued."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models

from essex_portal.documents.models import Document
from traded_assessment.models.attendees import Attendee


class Certificate(models.Model):
    """That a person attended a session and said what they thought of it. Its code lets others confirm it.

    It holds good while the attendance stands: one that the office takes back is called withdrawn.
    """

    attendee = models.OneToOneField(Attendee, on_delete=models.PROTECT, related_name="certificate")
    code = models.CharField(max_length=14, unique=True)
    issued_on = models.DateField()
    issuer = models.CharField(max_length=120)
    name = models.CharField(max_length=120)
    school_name = models.CharField(max_length=200)
    course_title = models.CharField(max_length=160)
    held_on = models.DateField(help_text="the day of the session, in Essex")
    minutes = models.PositiveSmallIntegerField()
    duties = ArrayField(models.CharField(max_length=60), default=list)
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="+")

    class Meta:
        triggers = (
            pgtrigger.Protect(name="certificates_stay", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="attended_and_evaluated",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NOT EXISTS (SELECT 1 FROM traded_assessment_attendee a
                                     JOIN traded_assessment_evaluation e ON e.attendee_id = a.id
                                    WHERE a.id = NEW.attendee_id AND a.attendance = 'attended') THEN
                        RAISE EXCEPTION 'attendee % has not attended and evaluated', NEW.attendee_id
                              USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        )

    def __str__(self) -> str:
        return self.code
