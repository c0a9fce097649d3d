"""The training office: what is asked after a session, and what people answered."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from essex_portal.accounts.access import requires
from essex_portal.accounts.requests import posted
from essex_portal.accounts.roles import Permission
from essex_portal.ui.charts import Series, stacked_bar_chart
from traded_assessment.access import session_in_catalogue
from traded_assessment.evaluation_results import BEST_FIRST, SCALE
from traded_assessment.forms.evaluations import SPARE_ROWS, questions_form
from traded_assessment.models import Course
from traded_assessment.queries.evaluations import (
    Results,
    evaluated_courses,
    evaluated_sessions,
    form_versions,
    results_of_course,
    results_of_session,
)
from traded_assessment.services.evaluations import EvaluationRefused, questions_in_force, save_questions


@requires(Permission.MANAGE_TRAINING)
def evaluations(request: HttpRequest) -> HttpResponse:
    """The courses that people evaluated."""
    return render(request, "traded_assessment/evaluations/courses.html", {"courses": evaluated_courses()})


@requires(Permission.MANAGE_TRAINING)
def course_evaluation(request: HttpRequest, pk: int) -> HttpResponse:
    """What people thought of a course, and each of its sessions."""
    course = get_object_or_404(Course, pk=pk)
    results = results_of_course(course)
    context = {"course": course, "sessions": evaluated_sessions(course), **_shown(results)}
    return render(request, "traded_assessment/evaluations/course.html", context)


@requires(Permission.MANAGE_TRAINING)
def session_evaluation(request: HttpRequest, pk: int) -> HttpResponse:
    """What people thought of one session."""
    session = session_in_catalogue(pk)
    context = {"session": session, **_shown(results_of_session(session))}
    return render(request, "traded_assessment/evaluations/session.html", context)


@requires(Permission.MANAGE_TRAINING)
def evaluation_questions(request: HttpRequest) -> HttpResponse:
    """Change what is asked: a new version of the questions."""
    formset = questions_form(posted(request), questions_in_force())
    refused = ""
    if request.method == "POST" and formset.is_valid():
        try:
            form = save_questions(questions=formset.facts(), now=timezone.now(), by=request.user)
        except EvaluationRefused as refusal:
            refused = str(refusal)
        else:
            messages.success(request, f"Version {form.version} is asked from now on.")
            return redirect("traded_assessment:evaluation_questions")
    context = {
        "formset": formset,
        "versions": form_versions(),
        "spare": SPARE_ROWS,
        "errors": [{"text": refused, "href": "#id_questions-0-words"}] if refused else [],
    }
    return render(request, "traded_assessment/evaluations/questions.html", context)


def _shown(results: Results) -> dict[str, object]:
    """The results with their picture."""
    if not results.scales:
        return {"results": results, "answers": [SCALE[score] for score in BEST_FIRST]}
    chart = stacked_bar_chart(
        key="answers",
        title="Answers to each statement",
        description=f"How many of {results.handed_in} people gave each answer; the table has the same figures.",
        categories=[one.words for one in results.scales],
        series=[Series(SCALE[score], [one.counts[score - 1] for one in results.scales]) for score in BEST_FIRST],
    )
    return {"results": results, "answers": [SCALE[score] for score in BEST_FIRST], "chart": chart}
