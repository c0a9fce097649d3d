"""Questions in force, and what people answered."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Avg, Count, Q, QuerySet

from traded_assessment.evaluation_results import ScaleResult, scale_result
from traded_assessment.models import (
    Attendee,
    Course,
    EvaluationAnswer,
    EvaluationForm,
    TrainingSession,
)
from traded_assessment.states import Attendance, QuestionKind

COMMENTS = 200


@dataclass(frozen=True)
class Results:
    """What people thought of one session, or of all sessions of a course."""

    attended: int
    handed_in: int
    scales: list[ScaleResult]
    comments: list[tuple[str, list[str]]]

    @property
    def share(self) -> int:
        """Per cent of those who attended."""
        return round(100 * self.handed_in / self.attended) if self.attended else 0


def current_form() -> EvaluationForm | None:
    """The latest version with its questions. Two queries."""
    return EvaluationForm.objects.prefetch_related("questions").first()


def form_to_answer(version: str) -> EvaluationForm | None:
    """The version that the person was shown, as their form says, else the latest; with its questions. Two queries."""
    forms = EvaluationForm.objects.prefetch_related("questions")
    shown = forms.filter(version=int(version)).first() if version.isdecimal() and len(version) < 5 else None
    return shown or forms.first()


def form_versions() -> QuerySet[EvaluationForm]:
    """Every version with its questions, who made it, and how many handed it in; the latest first. Two queries."""
    rows = EvaluationForm.objects.select_related("made_by").prefetch_related("questions")
    return rows.annotate(handed_in=Count("evaluations"))


def results_of_session(session: TrainingSession) -> Results:
    """Three queries."""
    return _results(Q(booking__training_session=session))


def results_of_course(course: Course) -> Results:
    """Of all its sessions; a question that several versions ask in the same words counts as one. Three queries."""
    return _results(Q(booking__training_session__course=course))


def evaluated_sessions(course: Course) -> QuerySet[TrainingSession]:
    """The course's sessions that somebody evaluated, the latest first, with number and mean of all scores."""
    return _with_figures(course.sessions.all(), "bookings__attendees").order_by("-starts_at")


def evaluated_courses() -> QuerySet[Course]:
    """The courses that somebody evaluated, with number and mean of all scores."""
    return _with_figures(Course.objects.all(), "sessions__bookings__attendees").order_by("title")


def _with_figures(rows: QuerySet, people: str) -> QuerySet:
    return rows.annotate(
        handed_in=Count(f"{people}__evaluation", distinct=True), mean=Avg(f"{people}__evaluation__answers__score")
    ).filter(handed_in__gt=0)


def _results(whose: Q) -> Results:
    people = Attendee.objects.filter(whose).aggregate(
        attended=Count("pk", filter=Q(attendance=Attendance.ATTENDED)), handed_in=Count("evaluation")
    )
    answers = EvaluationAnswer.objects.filter(evaluation__attendee__in=Attendee.objects.filter(whose))
    return Results(**people, scales=_scales(answers), comments=_comments(answers))


def _scales(answers: QuerySet[EvaluationAnswer]) -> list[ScaleResult]:
    """By the words of the statement, those of the latest version first."""
    rows = answers.filter(question__kind=QuestionKind.SCALE).order_by("-question__form__version", "question__position")
    scores: dict[str, list[int]] = defaultdict(list)
    for words, score in rows.values_list("question__words", "score"):
        scores[words].append(score or 0)
    return [scale_result(words, given) for words, given in scores.items()]


def _comments(answers: QuerySet[EvaluationAnswer]) -> list[tuple[str, list[str]]]:
    """The latest comments by question. Nothing says who wrote them."""
    rows = answers.filter(question__kind=QuestionKind.TEXT).order_by("-evaluation__handed_in_at", "question__position")
    said: dict[str, list[str]] = defaultdict(list)
    for question, words in rows.values_list("question__words", "words")[:COMMENTS]:
        said[question].append(words)
    return list(said.items())
