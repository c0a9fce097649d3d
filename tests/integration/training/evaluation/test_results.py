"""What the evaluations of sessions and courses say together."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.places import book, came, evaluate
from tests.factories.training import CourseFactory, TrainingSessionFactory
from tests.integration.training.evaluation.conftest import AFTER, STARTS
from traded_assessment.models import EvaluationForm
from traded_assessment.queries.evaluations import results_of_course, results_of_session
from traded_assessment.services.evaluations import questions_in_force, save_questions
from traded_assessment.services.order_requests import Person


class TestResults:
    def test_means_spread_and_comments_of_a_session_and_a_course(
        self, as_office, course, session, school, head, form, officer
    ):
        people = [Person(f"Teacher {n}", email=f"t{n}@maple.example") for n in (1, 2, 3)]
        for person, score in zip(book(session, *people, school=school, by=head), (2, 4, 5), strict=True):
            evaluate(came(person), form, score=score, words=f"Comment {score}", now=AFTER)
        results = results_of_session(session)
        assert (results.attended, results.handed_in, results.share) == (3, 3, 100)
        first = results.scales[0]
        assert first.counts == (0, 1, 0, 1, 1)
        assert (round(first.mean, 2), round(first.spread, 2)) == (3.67, 1.25)
        assert set(results.comments[0][1]) == {"Comment 2", "Comment 4", "Comment 5"}

        save_questions(questions=[questions_in_force()[0]], now=AFTER, by=officer)
        other = TrainingSessionFactory(course=course, starts_at=STARTS + timedelta(days=1))
        [person] = book(other, Person("Teacher 4"), school=school, by=head)
        evaluate(came(person), EvaluationForm.objects.first(), score=1, now=AFTER + timedelta(days=1))
        assert results_of_course(course).scales[0].counts == (1, 1, 0, 1, 1)

        shown = as_office.get(reverse("traded_assessment:session_evaluation", args=[session.pk])).content.decode()
        assert "3.67" in shown
        assert "<svg" in shown
        assert "Teacher 1" not in shown
        shown = as_office.get(reverse("traded_assessment:course_evaluation", args=[course.pk])).content.decode()
        assert "14 March 2022 at 4pm" in shown
        assert course.title in as_office.get(reverse("traded_assessment:evaluations")).content.decode()

    def test_without_answers_the_page_says_what_will_be_there(self, as_office, session):
        shown = as_office.get(reverse("traded_assessment:session_evaluation", args=[session.pk])).content.decode()
        assert "Nobody has answered yet" in shown


@pytest.mark.parametrize("page", ["evaluations", "course_evaluation"])
def test_many_sessions_take_as_many_queries_as_few(page, as_office, course, school, head, form):
    url = reverse(f"traded_assessment:{page}", args=[course.pk] if page == "course_evaluation" else [])
    as_office.get(url)

    def queries():
        with CaptureQueriesContext(connection) as found:
            as_office.get(url)
        return len(found)

    def add(first, count):
        for number in range(first, first + count):
            of = course if page == "course_evaluation" else CourseFactory()
            session = TrainingSessionFactory(course=of, starts_at=STARTS + timedelta(hours=number))
            [person] = book(session, Person("Deputy"), school=school, by=head)
            evaluate(came(person), form, now=STARTS + timedelta(days=3))

    add(0, 2)
    few = queries()
    add(2, 12)
    assert queries() == few <= 15
