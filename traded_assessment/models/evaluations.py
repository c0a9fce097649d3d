"""What people thought of a session: questions in versions, and answers that stay as they were given."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from traded_assessment.models.attendees import Attendee
from traded_assessment.states import QuestionKind

HIGHEST = 5


def _stays(name: str) -> pgtrigger.Protect:
    return pgtrigger.Protect(name=name, operation=pgtrigger.Update | pgtrigger.Delete)


class EvaluationForm(models.Model):
    """One version of the questions. It never changes: a change of the questions is a new version."""

    version = models.PositiveSmallIntegerField(unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="empty: came with the portal's starting content",
    )

    class Meta:
        ordering = ("-version",)
        triggers = (_stays("evaluation_forms_stay"),)

    def __str__(self) -> str:
        return f"Evaluation questions, version {self.version}"


class EvaluationQuestion(models.Model):
    form = models.ForeignKey(EvaluationForm, on_delete=models.PROTECT, related_name="questions")
    position = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=200)
    kind = models.CharField(max_length=5, choices=QuestionKind)
    required = models.BooleanField(default=True)

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=["form", "position"], name="one_question_a_position"),
            models.UniqueConstraint(fields=["form", "words"], name="a_form_asks_a_question_once"),
        )
        triggers = (_stays("evaluation_questions_stay"),)

    def __str__(self) -> str:
        return self.words


class Evaluation(models.Model):
    """What one person who attended handed in: once, and for good."""

    attendee = models.OneToOneField(Attendee, on_delete=models.PROTECT, related_name="evaluation")
    form = models.ForeignKey(EvaluationForm, on_delete=models.PROTECT, related_name="evaluations")
    handed_in_at = models.DateTimeField()

    class Meta:
        triggers = (
            _stays("evaluations_stay"),
            pgtrigger.Trigger(
                name="only_who_attended_evaluates",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NOT EXISTS (SELECT 1 FROM traded_assessment_attendee
                                    WHERE id = NEW.attendee_id AND attendance = 'attended') THEN
                        RAISE EXCEPTION 'attendee % did not attend', NEW.attendee_id USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        )

    def __str__(self) -> str:
        return f"Evaluation {self.pk}"


class EvaluationAnswer(models.Model):
    """A score from 1 to 5, or words. A question left out has no row."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="answers")
    question = models.ForeignKey(EvaluationQuestion, on_delete=models.PROTECT, related_name="answers")
    score = models.PositiveSmallIntegerField(null=True)
    words = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["evaluation", "question"], name="a_question_is_answered_once"),
            models.CheckConstraint(
                condition=Q(score__range=(1, HIGHEST), words="") | (Q(score__isnull=True) & ~Q(words="")),
                name="an_answer_is_a_score_or_words",
            ),
        )
        triggers = (
            _stays("evaluation_answers_stay"),
            pgtrigger.Trigger(
                name="answers_fit_their_questions",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NOT EXISTS (SELECT 1 FROM traded_assessment_evaluationquestion q
                                     JOIN traded_assessment_evaluation e ON e.form_id = q.form_id
                                    WHERE e.id = NEW.evaluation_id AND q.id = NEW.question_id
                                      AND (q.kind = 'scale') = (NEW.score IS NOT NULL)) THEN
                        RAISE EXCEPTION 'the answer does not fit question %', NEW.question_id
                              USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        )

    def __str__(self) -> str:
        return str(self.score) if self.score else self.words
