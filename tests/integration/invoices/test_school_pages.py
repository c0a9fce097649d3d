"""A school sees its own invoices, and the PDF as soon as it is made."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from essex_portal.accounts.roles import Role
from essex_portal.documents import services as documents
from essex_portal.documents.models import Document
from essex_portal.jobs.states import JobState
from essex_portal.organisations.models import SchoolLink
from tests.factories.accounts import sign_in
from tests.factories.invoices import make_invoice
from tests.factories.people import make_person
from tests.factories.schools import make_school

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_fortnight_later")]

LIST = reverse("traded_assessment:school_invoices")


@pytest.fixture
def school():
    return make_school(name="Maple School")


@pytest.fixture
def invoice(school):
    return make_invoice(school, nets=[60, 15], purchase_order="PO-7")


@pytest.fixture
def as_head(client, school):
    return sign_in(client, make_person(Role.HEADTEACHER, school))


def page(invoice):
    return reverse("traded_assessment:school_invoice", args=[invoice.number])


def address(name, invoice):
    return reverse(f"documents:{name}", args=[invoice.document_id])


class TestPages:
    def test_the_list_shows_what_is_left_to_pay(self, as_head, invoice):
        other = make_invoice(make_school(), nets=[999])
        text = as_head.get(LIST).text
        assert page(invoice) in text
        assert "£75.00" in text
        assert other.number not in text

    def test_an_empty_list_says_how_to_begin(self, as_head):
        assert "No invoices yet" in as_head.get(LIST).text

    def test_the_page_says_what_the_pdf_says(self, as_head, invoice):
        text = as_head.get(page(invoice)).text
        for words in (
            invoice.number, "Maple School", "10 November 2021", "10 December 2021", "PO-7", "£75.00", "Outside scope",
            "Outside the scope of VAT. This VAT treatment is provisional", "00-00-00", invoice.references[0],
        ):  # fmt: skip
            assert words in text, words

    def test_a_school_that_took_over_sees_the_invoices_of_its_predecessor(self, client, school, invoice):
        academy = make_school(name="Maple Academy", type_code=34)
        SchoolLink.objects.create(earlier=school.school, later=academy.school, kind="Successor")
        sign_in(client, make_person(Role.HEADTEACHER, academy))
        assert page(invoice) in client.get(LIST).text
        assert client.get(page(invoice)).status_code == 200
        assert client.get(address("status", invoice)).status_code == 200

    def test_the_number_of_queries_does_not_grow(self, as_head, school, django_assert_max_num_queries, subtests):
        as_head.get(LIST)
        for more in (3, 27):
            for _ in range(more):
                make_invoice(school)
            with subtests.test(more), django_assert_max_num_queries(9):
                as_head.get(LIST)


class TestWhoMay:
    def test_members_without_the_permission_are_refused(self, client, school, invoice):
        sign_in(client, make_person(Role.SCHOOL_MEMBER, school))
        assert client.get(LIST).status_code == 403
        assert client.get(page(invoice)).status_code == 403

    def test_another_schools_invoice_is_not_found(self, client, invoice):
        sign_in(client, make_person(Role.HEADTEACHER, make_school()))
        for place in (page(invoice), *(address(name, invoice) for name in ("status", "download"))):
            assert client.get(place).status_code == 404
        assert client.post(address("retry", invoice)).status_code == 404

    def test_signed_out_people_sign_in(self, client, invoice):
        for place in (LIST, page(invoice), address("status", invoice), address("download", invoice)):
            assert client.get(place).status_code == 302

    def test_finance_reads_any(self, client, invoice):
        sign_in(client, make_person(Role.FINANCE))
        assert client.get(page(invoice)).status_code == 200
        assert client.get(address("status", invoice)).status_code == 200

    def test_a_document_that_no_app_speaks_for_is_closed(self, client):
        document = Document.objects.create(kind="unknown", key="unknown", filename="unknown.pdf")
        sign_in(client, make_person(Role.FINANCE))
        assert client.get(reverse("documents:status", args=[document.pk])).status_code == 404

    def test_an_export_is_finances_alone(self, as_head):
        document = Document.objects.create(kind="invoices_zip", key="zip", filename="zip.zip")
        assert as_head.get(reverse("documents:status", args=[document.pk])).status_code == 404


class TestThePdfLink:
    def test_being_made_then_the_link_without_a_reload(self, as_head, invoice):
        waiting = as_head.get(page(invoice)).text
        assert f'hx-get="{address("status", invoice)}"' in waiting
        fragment = as_head.get(address("status", invoice), headers={"HX-Request": "true"})
        assert "hx-get" in fragment.text
        assert "<html" not in fragment.text
        documents.make(invoice.document_id)
        ready = as_head.get(address("status", invoice), headers={"HX-Request": "true"}).text
        assert "hx-get" not in ready
        assert address("download", invoice) in ready
        assert f"Download {invoice.number}.pdf (" in ready

    def test_without_javascript_a_page_of_its_own_to_look_again(self, as_head, invoice):
        assert "Check again" in as_head.get(page(invoice)).text
        looked = as_head.get(address("status", invoice))
        assert "<h1" in looked.text
        assert as_head.get(address("download", invoice)).url == address("status", invoice)

    def test_the_file_is_sent_as_a_file(self, as_head, invoice):
        documents.make(invoice.document_id)
        response = as_head.get(address("download", invoice))
        assert response["Content-Type"] == "application/pdf"
        assert response["Content-Disposition"] == f'attachment; filename="{invoice.number}.pdf"'
        assert "private" in response["Cache-Control"]
        assert response.getvalue().startswith(b"%PDF-1.7")

    def test_a_failure_is_seen_and_can_be_tried_again(self, as_head, invoice):
        Document.objects.filter(pk=invoice.document_id).update(
            state=JobState.FAILED, finished_at=timezone.now(), error="Something went wrong on our side."
        )
        failed = as_head.get(page(invoice)).text
        assert "Something went wrong on our side." in failed
        assert "Try again" in failed
        asked_from = f"http://testserver{page(invoice)}"
        again = as_head.post(address("retry", invoice), headers={"Referer": asked_from})
        assert again.url == asked_from
        invoice.document.refresh_from_db()
        assert invoice.document.state == JobState.PENDING

    def test_trying_again_never_leads_to_another_site(self, as_head, invoice):
        again = as_head.post(address("retry", invoice), headers={"Referer": "https://evil.example/"})
        assert again.url == address("status", invoice)

    def test_lost_bytes_are_said_and_made_again(self, as_head, invoice):
        documents.make(invoice.document_id)
        default_storage.delete(Document.objects.get(pk=invoice.document_id).storage_key)
        response = as_head.get(address("download", invoice), follow=True)
        assert "The stored file is gone" in response.text
        as_head.post(address("retry", invoice))
        documents.make(invoice.document_id)
        assert as_head.get(address("download", invoice)).getvalue().startswith(b"%PDF")


def test_overdue_is_said(client, school):
    late = make_invoice(school, on=timezone.localdate() - timedelta(days=31))
    sign_in(client, make_person(Role.HEADTEACHER, school))
    assert "Overdue" in client.get(page(late)).text
