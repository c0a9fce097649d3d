"""Meetings of the Task Force's board: agenda, papers, decisions."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from essex_portal.documents.models import StoredFile
from essex_portal.tracker.models import Action


class BoardMeeting(models.Model):
    """A meeting, planned or held. `agenda` has an item each, in order; papers and decisions name items by number."""

    held_on = models.DateField(unique=True)
    place = models.CharField(max_length=150, blank=True)
    chair = models.CharField(max_length=120, help_text="the office that takes the chair")
    agenda = ArrayField(models.CharField(max_length=200), default=list, blank=True)

    class Meta:
        ordering = ("-held_on",)

    def __str__(self) -> str:
        return f"Board meeting of {self.held_on:%-d %B %Y}"


class BoardPaper(models.Model):
    """A file before a meeting. One that is taken back stays here, out of sight."""

    meeting = models.ForeignKey(BoardMeeting, on_delete=models.PROTECT, related_name="papers")
    item = models.PositiveSmallIntegerField(null=True, blank=True, help_text="number on the agenda")
    title = models.CharField(max_length=150)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("item", "title", "pk")

    def __str__(self) -> str:
        return self.title


class BoardDecision(models.Model):
    meeting = models.ForeignKey(BoardMeeting, on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField()
    item = models.PositiveSmallIntegerField(null=True, blank=True, help_text="number on the agenda")
    text = models.TextField(max_length=1000)

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=["meeting", "number"], name="one_board_decision_a_number"),
            models.CheckConstraint(condition=~Q(text=""), name="a_board_decision_says_something"),
        )

    def __str__(self) -> str:
        return f"Decision {self.number}, {self.meeting}"


class ArisenAction(models.Model):
    """An action of the tracker that a meeting gave rise to."""

    meeting = models.ForeignKey(BoardMeeting, on_delete=models.PROTECT, related_name="arisen")
    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["meeting", "action"], name="an_action_arises_once_in_a_meeting"),
        )

    def __str__(self) -> str:
        return f"{self.action}, {self.meeting}"
