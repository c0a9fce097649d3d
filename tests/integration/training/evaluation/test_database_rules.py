"""What the database holds of evaluations and certificates."""

import pytest
from django.db import Error, IntegrityError, transaction

from essex_portal.documents.models import Document
from tests.factories.places import evaluate
from tests.integration.training.evaluation.conftest import AFTER
from traded_assessment.models import Attendee, Certificate, Evaluation, EvaluationAnswer, EvaluationForm
from traded_assessment.services.evaluations import QuestionFacts, save_questions
from traded_assessment.states import Attendance, QuestionKind


class TestWhatTheDatabaseHolds:
    def test_only_who_attended_evaluates(self, lead, form):
        Attendee.objects.update(attendance=Attendance.ABSENT)
        with pytest.raises(IntegrityError, match="did not attend"), transaction.atomic():
            Evaluation.objects.create(attendee=lead, form=form, handed_in_at=AFTER)

    def test_only_who_evaluated_is_certified(self, lead):
        with pytest.raises(IntegrityError, match="has not attended and evaluated"), transaction.atomic():
            Certificate.objects.create(
                attendee=lead, code="X", issued_on=AFTER.date(), held_on=AFTER.date(), minutes=60,
                document=Document.objects.create(kind="certificate_pdf", key="x", filename="x.pdf"),
            )  # fmt: skip

    @pytest.mark.parametrize("model", [EvaluationForm, Evaluation, EvaluationAnswer, Certificate])
    def test_what_was_said_stays(self, lead, form, model):
        evaluate(lead, form, words="As it was", now=AFTER)
        row = model.objects.first()
        with pytest.raises(Error, match=r"Cannot (?:update or )?delete"), transaction.atomic():
            row.delete()
        with pytest.raises(Error, match="Cannot update"), transaction.atomic():
            row.save()

    @pytest.mark.parametrize("answer", [{"score": 0}, {"score": 6}, {"score": 3, "words": "both"}, {}])
    def test_an_answer_is_a_score_from_1_to_5_or_words(self, lead, form, answer):
        evaluation = Evaluation.objects.create(attendee=lead, form=form, handed_in_at=AFTER)
        with pytest.raises(IntegrityError), transaction.atomic():
            EvaluationAnswer.objects.create(evaluation=evaluation, question=form.questions.first(), **answer)

    def test_an_answer_fits_its_question(self, lead, form, officer):
        evaluation = Evaluation.objects.create(attendee=lead, form=form, handed_in_at=AFTER)
        other = save_questions(questions=[QuestionFacts("New", QuestionKind.SCALE, True)], now=AFTER, by=officer)
        for question, answer in ((other.questions.get(), {"score": 3}), (form.questions.last(), {"score": 3})):
            with pytest.raises(IntegrityError, match="does not fit"), transaction.atomic():
                EvaluationAnswer.objects.create(evaluation=evaluation, question=question, **answer)
