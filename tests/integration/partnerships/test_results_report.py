"""The report of a round as PDF: tagged, with contents, pictures and tables, and the same for the same facts."""

import io

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from essex_portal.accounts.roles import Role
from essex_portal.documents import services
from essex_portal.documents.models import Document
from partnerships.models import Round
from partnerships.services.reports import request_report
from tests.factories.accounts import make_account, sign_in
from tests.factories.partnerships import make_partnership
from tests.factories.results import AFTER, make_published, make_step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("after_the_round")]


@pytest.fixture
def review() -> Round:
    return make_published([[2, 1, 4, None], [2, 4, 4, None], [1, 4, 4, 3]])


def made(document: Document) -> bytes:
    services.make(document.pk)
    document.refresh_from_db()
    with services.open_document(document) as content:
        return content.read()


def test_it_is_tagged_and_says_what_the_page_says(review, lead):
    make_step(review, by=lead, words="Visit each other", agreed_on=AFTER)
    reader = PdfReader(io.BytesIO(made(request_report(review=review, on=AFTER, by=lead))))
    words = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert [one.title for one in reader.outline if not isinstance(one, list)] == [f"Results: {review.name}"]
    assert f"Results of {review.partnership.name}" in reader.metadata.title
    for said in ("Contents", "Agreement map", "We agree: weak", "We see it differently", "Visit each other", "1.67"):
        assert said in words


def test_the_same_facts_are_one_document_and_the_same_bytes(review, lead):
    first, again = (request_report(review=review, on=AFTER, by=lead) for _ in range(2))
    assert first == again
    assert made(first) == made(again)
    make_step(review, by=lead, agreed_on=AFTER)
    assert request_report(review=review, on=AFTER, by=lead) != first


def test_it_withholds_the_figures_of_two_schools():
    small = make_published([1, 4])
    reader = PdfReader(io.BytesIO(made(request_report(review=small, on=AFTER, by=None))))
    words = " ".join(page.extract_text() for page in reader.pages)
    assert "Withheld" in words
    assert "2.50 " not in words.split("How these figures are made")[0]


def test_the_lead_asks_for_it_on_its_page_and_others_cannot_open_it(review, lead):
    client = sign_in(Client(), lead)
    page = reverse("partnerships:results_report", args=[review.pk])
    shown = client.get(client.post(page)["Location"])
    document = Document.objects.get(kind="evaluation_report")
    assert document.filename in shown.content.decode()
    download = reverse("documents:download", args=[document.pk])
    made(document)
    assert b"".join(client.get(download).streaming_content).startswith(b"%PDF")
    for user in (make_account(Role.PARTNERSHIP_LEAD, make_partnership()), make_account(Role.HEADTEACHER)):
        assert sign_in(Client(), user).get(download).status_code == 404
