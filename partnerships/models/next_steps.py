"""What a partnership made of its results in a meeting: the level it agreed on, and what it will do."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from essex_portal.organisations.models import Organisation
from partnerships.models.evaluation import Round
from partnerships.models.offices import Office
from partnerships.models.question_sets import Statement
from partnerships.states import STEP_MOVES, StepState


class AgreedLevel(models.Model):
    """Where the schools see themselves together, having talked. It stands beside their answers."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="agreed_levels")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField()
    note = models.TextField(max_length=1000, blank=True)
    agreed_on = models.DateField()
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["round", "statement"], name="one_agreed_level_a_statement"),
            models.CheckConstraint(condition=Q(level__range=(1, 4)), name="agreed_level_is_a_step"),
        )

    def __str__(self) -> str:
        return f"{self.statement}: {self.level}"


class NextStep(models.Model):
    """What will be done about a statement, by which school or office, and until when."""

    partnership = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="next_steps")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="next_steps")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=300)
    owner_school = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="next_steps_owned"
    )
    owner_office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField()
    agreed_on = models.DateField()
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=StepState, default=StepState.OPEN)
    ended_on = models.DateField(null=True, help_text="done or dropped")
    outcome = models.CharField(max_length=300, blank=True, help_text="what came of it, or why it was dropped")

    class Meta:
        ordering = ("due_on", "pk")
        constraints = (
            models.UniqueConstraint(fields=["round", "statement", "words"], name="a_next_step_is_agreed_once"),
            models.CheckConstraint(
                condition=Q(owner_school__isnull=True) ^ Q(owner_office__isnull=True),
                name="next_step_has_one_owner",
            ),
            models.CheckConstraint(condition=Q(due_on__gte=F("agreed_on")), name="next_step_lies_ahead"),
            models.CheckConstraint(
                condition=Q(state=StepState.OPEN, ended_on__isnull=True)
                | (~Q(state=StepState.OPEN) & Q(ended_on__isnull=False, ended_on__gte=F("agreed_on"))),
                name="next_step_ended_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=StepState.DROPPED) | ~Q(outcome=""), name="dropped_step_says_why"
            ),
        )
        triggers = (
            pgtrigger.FSM(
                name="next_steps_move_as_they_may",
                field="state",
                transitions=[(old.value, new.value) for old, news in STEP_MOVES.items() for new in sorted(news)],
            ),
        )

    def __str__(self) -> str:
        return self.words

    @property
    def owner(self) -> Organisation | Office:
        found = self.owner_school or self.owner_office
        assert found  # noqa: S101 - the database holds that there is one
        return found

    @property
    def is_open(self) -> bool:
        return self.state == StepState.OPEN
