"""Rounds of a partnership's self-review: who is asked what, and what the schools answer.

Several people of a school fill in (`Answer`); the headteacher settles one answer a statement and hands them in
(`AgreedAnswer`). After that, and outside the days of the round, neither changes. Source: domain.md P7, P9.
"""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from essex_portal.organisations.models import Organisation
from partnerships.models.question_sets import QuestionSetVersion, Statement
from partnerships.states import ANSWERABLE, ROUND_MOVES, RoundState


class Round(models.Model):
    """One time of asking. The version is pinned: what is published later does not change it."""

    partnership = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="evaluation_rounds")
    name = models.CharField(max_length=80)
    version = models.ForeignKey(QuestionSetVersion, on_delete=models.PROTECT, related_name="rounds")
    state = models.CharField(max_length=9, choices=RoundState, default=RoundState.DRAFT)
    opens_on = models.DateField(null=True, help_text="set when it is opened")
    closes_on = models.DateField(help_text="the last day on which schools answer")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    reopened_at = models.DateTimeField(null=True)
    reopen_reason = models.CharField(max_length=300, blank=True, help_text="of the last time; earlier ones: the audit")

    class Meta:
        ordering = ("-opens_on", "-pk")
        constraints = (
            models.UniqueConstraint(fields=["partnership", "name"], name="a_partnerships_rounds_have_their_names"),
            models.UniqueConstraint(
                fields=["partnership"], condition=Q(state__in=ANSWERABLE), name="one_round_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["partnership"], condition=Q(state=RoundState.DRAFT), name="one_draft_of_a_round_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state=RoundState.DRAFT) | Q(opens_on__isnull=False), name="an_opened_round_says_since_when"
            ),
            models.CheckConstraint(
                condition=Q(opens_on__isnull=True) | Q(closes_on__gte=F("opens_on")), name="a_round_ends_after_it_began"
            ),
            models.CheckConstraint(
                condition=~Q(state=RoundState.REOPENED) | ~Q(reopen_reason=""), name="a_reopened_round_says_why"
            ),
        )
        triggers = (
            pgtrigger.FSM(
                name="rounds_move_as_they_may",
                field="state",
                transitions=[(old.value, new.value) for old, news in ROUND_MOVES.items() for new in sorted(news)],
            ),
            pgtrigger.Protect(
                name="an_opened_round_keeps_its_version",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__state="draft")
                & (
                    pgtrigger.Q(old__version__df=pgtrigger.F("new__version"))
                    | pgtrigger.Q(old__partnership__df=pgtrigger.F("new__partnership"))
                    | pgtrigger.Q(old__opens_on__df=pgtrigger.F("new__opens_on"))
                ),
            ),
            pgtrigger.Protect(
                name="opened_rounds_stay", operation=pgtrigger.Delete, condition=~pgtrigger.Q(old__state="draft")
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_answerable(self) -> bool:
        return self.state in ANSWERABLE


def _fixed_at_opening(name: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Delete,
        declare=[("part", "record")],
        func="""
            IF TG_OP = 'DELETE' THEN part := OLD; ELSE part := NEW; END IF;
            IF NOT EXISTS (SELECT 1 FROM partnerships_round WHERE id = part.round_id AND state = 'draft') THEN
                RAISE EXCEPTION 'who is asked what is fixed when a round opens' USING ERRCODE = 'check_violation';
            END IF;
            RETURN part;
        """,
    )


class RoundOwnStatement(models.Model):
    """One of the partnership's own statements that this round asks besides those of the version."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="own_statements")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="asked_by")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=["round", "statement"], name="a_round_asks_a_statement_once"),
            models.UniqueConstraint(fields=["round", "position"], name="one_own_statement_a_position_of_a_round"),
        )
        triggers = (
            _fixed_at_opening("own_statements_are_fixed_at_opening"),
            pgtrigger.Trigger(
                name="a_round_asks_its_partnerships_statements",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF NOT EXISTS (SELECT 1 FROM partnerships_statement s
                                     JOIN partnerships_round r ON r.partnership_id = s.partnership_id
                                    WHERE s.id = NEW.statement_id AND r.id = NEW.round_id) THEN
                        RAISE EXCEPTION 'statement % is not of this partnership', NEW.statement_id
                              USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        )

    def __str__(self) -> str:
        return str(self.statement)


class RoundSchool(models.Model):
    """A school that a round asks: the members of the day on which it opened."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="schools")
    school = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="evaluation_rounds_asked")
    phase = models.CharField(
        max_length=60, blank=True, help_text="the register's, of the day of asking: groups of a round never change"
    )
    handed_in_at = models.DateTimeField(null=True)
    handed_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("school__name", "pk")
        constraints = (
            models.UniqueConstraint(fields=["round", "school"], name="a_round_asks_a_school_once"),
            models.CheckConstraint(
                condition=Q(handed_in_at__isnull=True) | Q(handed_in_by__isnull=False),
                name="who_handed_in_is_known",
            ),
        )
        triggers = (
            _fixed_at_opening("schools_are_fixed_at_opening"),
            pgtrigger.Trigger(
                name="a_schools_phase_is_fixed_when_it_is_asked",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF TG_OP = 'INSERT' THEN
                        NEW.phase := COALESCE((SELECT phase FROM organisations_schooldetails
                                                WHERE organisation_id = NEW.school_id), '');
                    ELSE
                        NEW.phase := OLD.phase;
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="schools_hand_in_while_a_round_is_open",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                declare=[("state_now", "text")],
                func="""
                    SELECT state INTO state_now FROM partnerships_round WHERE id = OLD.round_id FOR SHARE;
                    IF NEW.round_id <> OLD.round_id OR NEW.school_id <> OLD.school_id
                       OR state_now NOT IN ('open', 'reopened')
                       OR (OLD.handed_in_at IS NOT NULL AND state_now <> 'reopened') THEN
                        RAISE EXCEPTION 'what a school handed in stays' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        )

    def __str__(self) -> str:
        return f"{self.school} in {self.round}"

    @property
    def has_handed_in(self) -> bool:
        return self.handed_in_at is not None


def _answers_while_open(name: str) -> pgtrigger.Trigger:
    """To what the round asks, while it is open and until the school hands in; FOR SHARE lets neither slip past."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("part", "record")],
        func="""
            IF TG_OP = 'DELETE' THEN part := OLD; ELSE part := NEW; END IF;
            PERFORM 1 FROM partnerships_roundschool s JOIN partnerships_round r ON r.id = s.round_id
              WHERE s.id = part.round_school_id AND s.handed_in_at IS NULL AND r.state IN ('open', 'reopened')
                AND (EXISTS (SELECT 1 FROM partnerships_statement q
                               JOIN partnerships_dimension d ON d.id = q.dimension_id
                              WHERE q.id = part.statement_id AND d.version_id = r.version_id)
                     OR EXISTS (SELECT 1 FROM partnerships_roundownstatement o
                                 WHERE o.round_id = r.id AND o.statement_id = part.statement_id))
                FOR SHARE OF s, r;
            IF NOT FOUND OR (TG_OP = 'UPDATE' AND NEW.round_school_id <> OLD.round_school_id) THEN
                RAISE EXCEPTION 'the round does not take this answer' USING ERRCODE = 'check_violation';
            END IF;
            RETURN part;
        """,
    )


_AN_ANSWER = Q(level__range=(1, 4), dont_know=False) | Q(level__isnull=True)
_SAYS_SOMETHING = Q(level__isnull=False) | Q(dont_know=True) | ~Q(evidence="")


class _Answered(models.Model):
    """A step of the scale, or "don't know", or so far only words. A mean leaves out what has no level."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(null=True)
    dont_know = models.BooleanField(default=False)
    evidence = models.TextField(blank=True, max_length=2000)
    saved_at = models.DateTimeField()

    class Meta:
        abstract = True

    @property
    def is_decided(self) -> bool:
        """Whether there is a step or "don't know", not words alone."""
        return self.level is not None or self.dont_know


class Answer(_Answered):
    """What one person at the school thinks. It stays in the school."""

    round_school = models.ForeignKey(RoundSchool, on_delete=models.PROTECT, related_name="answers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["round_school", "person", "statement"], name="a_person_answers_a_statement_once"
            ),
            models.CheckConstraint(condition=_AN_ANSWER, name="an_answer_is_a_step_or_dont_know"),
            models.CheckConstraint(condition=_SAYS_SOMETHING, name="an_answer_of_a_person_says_something"),
        )
        triggers = (_answers_while_open("answers_are_given_while_open"),)

    def __str__(self) -> str:
        return f"Answer {self.pk}"


class AgreedAnswer(_Answered):
    """What the school says, as the headteacher settled it; it counts once the school has handed in."""

    round_school = models.ForeignKey(RoundSchool, on_delete=models.PROTECT, related_name="agreed_answers")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["round_school", "statement"], name="a_school_answers_a_statement_once"),
            models.CheckConstraint(condition=_AN_ANSWER, name="an_agreed_answer_is_a_step_or_dont_know"),
            models.CheckConstraint(condition=_SAYS_SOMETHING, name="an_agreed_answer_says_something"),
        )
        triggers = (_answers_while_open("agreed_answers_are_given_while_open"),)

    def __str__(self) -> str:
        return f"Agreed answer {self.pk}"


class RoundReminderStep(models.Model):
    """When schools that have not handed in are reminded. Rows are data: the county decides how often."""

    school_days = models.PositiveSmallIntegerField(
        unique=True, help_text="before the last day of the round; 0 is that day itself"
    )
    words = models.CharField(max_length=300, help_text="the first sentence of the mail")

    class Meta:
        ordering = ("-school_days",)
        constraints = (
            models.CheckConstraint(condition=Q(school_days__lte=30), name="a_round_reminder_comes_in_six_weeks"),
        )

    def __str__(self) -> str:
        return f"{self.school_days} school days before the end"
