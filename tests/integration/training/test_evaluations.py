"""Evaluation after a session, and the certificate that follows it."""

from datetime import UTC, datetime, timedelta

import pypdf
import pytest
import time_machine
from django.db import Error, IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from essex_portal.accounts.roles import Role
from essex_portal.documents.models import Document
from essex_portal.documents.services import make
from essex_portal.jobs.states import JobState
from essex_portal.mail.models import Message
from tests.factories.accounts import sign_in
from tests.factories.people import make_person
from tests.factories.places import book, came, evaluate
from tests.factories.schools import make_school
from tests.factories.training import CourseFactory, TrainingSessionFactory
from traded_assessment import starting_content
from traded_assessment.certificate_codes import read_code
from traded_assessment.certificate_pdf import certificate_pdf
from traded_assessment.models import Attendee, Certificate, Evaluation, EvaluationAnswer, EvaluationForm
from traded_assessment.place_links import place_address
from traded_assessment.queries.evaluations import results_of_course, results_of_session
from traded_assessment.services.evaluations import (
    EvaluationRefused,
    QuestionFacts,
    hand_in,
    questions_in_force,
    save_questions,
)
from traded_assessment.services.order_requests import Person
from traded_assessment.states import Attendance, QuestionKind

STARTS = datetime(2022, 3, 14, 16, tzinfo=UTC)
AFTER = STARTS + timedelta(hours=2)
QUESTIONS = reverse("traded_assessment:evaluation_questions")


@pytest.fixture
def course(open_for_business):
    return CourseFactory(title="Understanding the KS2 framework", duties=["KS2 assessment and moderation"])


@pytest.fixture
def session(course):
    return TrainingSessionFactory(course=course, starts_at=STARTS)


@pytest.fixture
def form(db):
    starting_content.load_evaluation()
    return EvaluationForm.objects.get()


@pytest.fixture
def lead(session, school, head, form):
    [person] = book(session, Person("Year 6 lead", "Teacher", "y6@maple.example"), school=school, by=head)
    return came(person)


def answers_of(form, score="4", words="More examples"):
    return {"version": str(form.version)} | {
        f"question_{one.pk}": score if one.kind == QuestionKind.SCALE else words for one in form.questions.all()
    }


def open_page(attendee, *, data=None, at=AFTER, route="place_evaluation"):
    with time_machine.travel(at, tick=False):
        address = place_address(attendee, route)
        return Client().post(address, data) if data is not None else Client().get(address)


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


class TestTheCertificate:
    @pytest.fixture
    def certificate(self, lead, form):
        evaluate(lead, form, now=AFTER)
        return Certificate.objects.get()

    def test_a_worker_makes_it_and_tells_the_person_once(self, certificate, lead):
        document = Document.objects.get(kind="certificate_pdf")
        make(document.pk)
        document.refresh_from_db()
        assert document.state == JobState.READY
        mail = Message.objects.get(subject__startswith="Your certificate")
        assert mail.to == "y6@maple.example"
        assert place_address(lead, "place_certificate") in mail.text
        assert "Download" in open_page(lead, route="place_certificate").content.decode()
        file = open_page(lead, route="place_certificate_file")
        assert b"".join(file.streaming_content).startswith(b"%PDF")

    def test_it_is_one_tagged_page_that_says_it_all(self, certificate, tmp_path):
        content = certificate_pdf(certificate)
        assert content == certificate_pdf(certificate)
        (tmp_path / "certificate.pdf").write_bytes(content)
        reader = pypdf.PdfReader(tmp_path / "certificate.pdf")
        [page] = reader.pages
        words = " ".join(page.extract_text().split())
        for said in ("Certificate of attendance", "Year 6 lead", "Maple Primary School", "14 March 2022"):
            assert said in words
        assert certificate.code in words
        assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
        assert page.mediabox.width > page.mediabox.height

    def test_a_long_name_and_title_stay_on_one_page(self, certificate, tmp_path):
        certificate.name, certificate.course_title = "Teacher " * 14, "Assessment and moderation " * 6
        certificate.school_name, certificate.duties = (
            "School of a long name " * 8,
            ["A statutory duty of some length"] * 6,
        )
        (tmp_path / "certificate.pdf").write_bytes(certificate_pdf(certificate))
        assert len(pypdf.PdfReader(tmp_path / "certificate.pdf").pages) == 1

    def test_anybody_confirms_its_code(self, certificate, client):
        typed = certificate.code.lower().replace("-", " ")
        answer = client.get(reverse("traded_assessment:certificates"), {"code": typed}, follow=True)
        shown = answer.content.decode()
        assert "Valid" in shown
        assert "Year 6 lead" in shown
        assert "y6@maple.example" not in shown
        unknown = client.get(reverse("traded_assessment:certificates"), {"code": "AAAA-AAAA-AAAA"})
        assert "No certificate has this code" in unknown.content.decode()
        assert client.get(reverse("traded_assessment:certificate", args=["AAAA-AAAA-AAAA"])).status_code == 404

    def test_attendance_taken_back_withdraws_it(self, certificate, lead, client):
        Attendee.objects.update(attendance=Attendance.ABSENT)
        shown = client.get(reverse("traded_assessment:certificate", args=[certificate.code])).content.decode()
        assert "Withdrawn" in shown
        assert "Withdrawn" in open_page(lead, route="place_certificate").content.decode()

    def test_the_school_opens_it_and_another_does_not(self, certificate, head):
        url = reverse("documents:status", args=[certificate.document_id])
        assert sign_in(Client(), head).get(url).status_code == 200
        assert sign_in(Client(), make_person(Role.HEADTEACHER, make_school())).get(url).status_code == 404

    def test_a_code_is_read_however_it_is_typed(self):
        assert read_code(" k7qm3xwa pz4d") == "K7QM-3XWA-PZ4D"


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
