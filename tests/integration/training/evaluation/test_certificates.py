"""The certificate that follows an evaluation."""

import pypdf
import pytest
from django.test import Client
from django.urls import reverse

from essex_portal.accounts.roles import Role
from essex_portal.documents.models import Document
from essex_portal.documents.services import make
from essex_portal.jobs.states import JobState
from essex_portal.mail.models import Message
from tests.factories.accounts import sign_in
from tests.factories.people import make_person
from tests.factories.places import evaluate
from tests.factories.schools import make_school
from tests.integration.training.evaluation.conftest import AFTER, open_page
from traded_assessment.certificate_codes import read_code
from traded_assessment.certificate_pdf import certificate_pdf
from traded_assessment.models import Attendee, Certificate
from traded_assessment.place_links import place_address
from traded_assessment.states import Attendance


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
