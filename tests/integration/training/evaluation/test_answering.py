"""Evaluation after a session: who answers when, and the questions that the office asks."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.factories.places import evaluate
from tests.integration.training.evaluation.conftest import AFTER, STARTS, open_page
from traded_assessment.models import Attendee, Certificate, Evaluation, EvaluationAnswer, EvaluationForm
from traded_assessment.place_links import place_address
from traded_assessment.services.evaluations import (
    EvaluationRefused,
    QuestionFacts,
    hand_in,
    questions_in_force,
    save_questions,
)
from traded_assessment.states import Attendance, QuestionKind

QUESTIONS = reverse("traded_assessment:evaluation_questions")


def answers_of(form, score="4", words="More examples"):
    return {"version": str(form.version)} | {
        f"question_{one.pk}": score if one.kind == QuestionKind.SCALE else words for one in form.questions.all()
    }


class TestAnswering:
    def test_who_attended_answers_and_gets_the_certificate(self, lead, form):
        assert "The session did what it set out to do" in open_page(lead).content.decode()
        answer = open_page(lead, data=answers_of(form))
        assert answer.url == place_address(lead, "place_certificate")
        assert Evaluation.objects.get().handed_in_at == AFTER
        assert EvaluationAnswer.objects.filter(score=4).count() == 4
        certificate = Certificate.objects.get()
        assert (certificate.name, certificate.school_name) == ("Year 6 lead", "Maple Primary School")
        assert (certificate.held_on.isoformat(), certificate.minutes) == ("2022-03-14", 60)
        assert certificate.duties == ["KS2 assessment and moderation"]

    def test_what_is_left_out_is_said_beside_it_and_the_rest_is_kept(self, lead, form):
        data = answers_of(form, words="Kept words")
        first = form.questions.first()
        del data[f"question_{first.pk}"]
        shown = open_page(lead, data=data).content.decode()
        assert f"Select how far you agree: “{first.words}”" in shown
        assert "Kept words" in shown
        assert not Evaluation.objects.exists()

    def test_words_may_be_left_out(self, lead, form):
        open_page(lead, data=answers_of(form, words=""))
        assert EvaluationAnswer.objects.filter(score=None).count() == 0
        assert Certificate.objects.count() == 1

    def test_a_second_press_changes_nothing(self, lead, form):
        for score in (4, 1):
            evaluate(lead, form, score=score, now=AFTER)
        assert set(EvaluationAnswer.objects.values_list("score", flat=True)) == {4}
        assert (Evaluation.objects.count(), Certificate.objects.count()) == (1, 1)
        assert open_page(lead).url == place_address(lead, "place_certificate")

    def test_who_did_not_attend_is_told_so(self, lead, form):
        Attendee.objects.update(attendance=Attendance.ABSENT)
        assert "not recorded that you attended" in open_page(lead, data=answers_of(form)).content.decode()
        lead.refresh_from_db()
        with pytest.raises(EvaluationRefused):
            hand_in(attendee=lead, form=form, answers={}, now=AFTER)
        assert not Evaluation.objects.exists()

    def test_before_the_end_nobody_answers(self, lead, form):
        early = STARTS + timedelta(minutes=30)
        assert "The session ends on 14 March 2022" in open_page(lead, at=early).content.decode()
        with pytest.raises(EvaluationRefused, match="not over"):
            hand_in(attendee=lead, form=form, answers={}, now=early)

    def test_the_version_that_was_shown_is_the_one_answered(self, lead, form, officer):
        save_questions(questions=[QuestionFacts("New", QuestionKind.SCALE, True)], now=AFTER, by=officer)
        open_page(lead, data=answers_of(form))
        assert Evaluation.objects.get().form == form


class TestTheQuestions:
    def test_the_office_makes_a_new_version(self, as_office, form):
        rows = [("The session did what it set out to do", "scale", True), ("Would you come again?", "text", False)]
        data = {"questions-TOTAL_FORMS": "8", "questions-INITIAL_FORMS": "6"}
        for at, (words, kind, required) in enumerate(rows):
            data |= {f"questions-{at}-words": words, f"questions-{at}-kind": kind}
            data |= {f"questions-{at}-required": "on"} if required else {}
        assert as_office.post(QUESTIONS, data).status_code == 302
        assert questions_in_force() == [QuestionFacts(words, QuestionKind(kind), need) for words, kind, need in rows]
        assert EvaluationForm.objects.first().version == 2
        assert "Version 2" in as_office.get(QUESTIONS).content.decode()

    @pytest.mark.parametrize(
        ("rows", "words"),
        [
            ([], "Ask at least one question"),
            ([("Same?", "text"), ("same?", "text")], "is asked twice"),
        ],
    )
    def test_questions_that_cannot_be_are_refused(self, as_office, form, rows, words):
        data = {"questions-TOTAL_FORMS": "8", "questions-INITIAL_FORMS": "6"}
        for at, (asked, kind) in enumerate(rows):
            data |= {f"questions-{at}-words": asked, f"questions-{at}-kind": kind}
        assert words in as_office.post(QUESTIONS, data).content.decode()
        assert EvaluationForm.objects.count() == 1

    def test_saving_without_a_change_is_no_version(self, form, officer):
        with pytest.raises(EvaluationRefused, match="Nothing has changed"):
            save_questions(questions=questions_in_force(), now=AFTER, by=officer)
