"""The credit note as a PDF, as a page, in lists and in the mail."""

import io

import pypdf
import pytest
from django.urls import reverse

from essex_portal.accounts.roles import Role
from essex_portal.documents import services as documents
from essex_portal.jobs.states import JobState
from essex_portal.mail.models import Message
from tests.factories.accounts import sign_in
from tests.factories.credits import make_credit_note
from tests.factories.invoices import make_invoice
from tests.factories.people import make_person
from tests.factories.schools import make_school
from traded_assessment.invoice_pdf import credit_note_pdf
from traded_assessment.models import BillingTerms
from traded_assessment.queries.credit_notes import credited_before, lines_of
from traded_assessment.states import VatCategory

pytestmark = pytest.mark.django_db

LIST = reverse("traded_assessment:credit_notes")
OURS = reverse("traded_assessment:school_credit_notes")


def page(note):
    return reverse("traded_assessment:credit_note", args=[note.number])


def pdf_of(note):
    return credit_note_pdf(note, lines_of(note), credited_before(note))


def words_of(content):
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


class TestThePdf:
    def test_it_says_what_it_credits_why_and_what_happens_with_the_money(self, school):
        invoice = make_invoice(school, nets=[60, 15], purchase_order="PO-4711")
        make_credit_note(invoice, {2: 5})
        note = make_credit_note(invoice, {1: 60})
        text = words_of(pdf_of(note))
        for part in (
            f"Credit note number {note.number}",
            "Date of credit note 20 November 2021",
            f"Credits invoice {invoice.number}",
            "Issued on 10 November 2021",
            f"Booking reference {invoice.references[0]}",
            "Your purchase order PO-4711",
            "Oak Primary School 1 School Lane",
            "Why The trainer was ill",
            "Line 1 The price was: Event, Essex, no subscription: £60 for the first member of staff 1 £60.00",
            "Amount credited £60.00",
            f"Invoice {invoice.number} now asks for £10 in all",
            "Credited before £5.00",
            "Comes to now £10.00",
            "Outside the scope of VAT.",
            "Page 1 of 1",
        ):
            assert part in text, part

    def test_it_is_tagged_and_has_a_title(self):
        note = make_credit_note(make_invoice())
        root = pypdf.PdfReader(io.BytesIO(pdf_of(note))).trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]
        assert root["/Lang"] == "en-GB"
        assert b"pdfuaid:part" in root["/Metadata"].get_data()

    def test_later_credits_and_payments_change_none_of_its_bytes(self):
        invoice = make_invoice(nets=[60, 15])
        note = make_credit_note(invoice, {1: 10})
        first = pdf_of(note)
        make_credit_note(invoice, {2: 15})
        assert pdf_of(type(note).objects.get(pk=note.pk)) == first

    def test_the_vat_number_stands_where_vat_does(self):
        taxed = make_credit_note(make_invoice(vat=[(VatCategory.STANDARD, 20)]))
        assert "VAT registration number GB 000 0000 00" in words_of(pdf_of(taxed))
        assert "VAT registration number" not in words_of(pdf_of(make_credit_note(make_invoice())))

    def test_the_job_stores_it_and_tells_the_school_once(self, school, head):
        BillingTerms.objects.create(school=school, contact_office="School office", contact_email="office@oak.example")
        make_person(Role.SCHOOL_MEMBER, school)
        make_person(Role.HEADTEACHER, make_school())
        note = make_credit_note(make_invoice(school, by=head))
        for _ in range(2):
            documents.make(note.document_id)
        note.document.refresh_from_db()
        assert note.document.state == JobState.READY
        assert set(Message.objects.values_list("to", flat=True)) == {head.email, "office@oak.example"}
        message = Message.objects.first()
        assert f"takes £60 off invoice {note.invoice.number}" in message.text
        assert page(note) in message.text


class TestItsPage:
    def test_the_school_reads_it_and_finds_it_from_the_invoice_and_the_list(self, client, school, head):
        invoice = make_invoice(school, nets=[60, 15])
        note = make_credit_note(invoice, {1: 20})
        sign_in(client, head)
        text = client.get(page(note)).text
        for words in (note.number, "£20.00", "The trainer was ill", "£55 is left to pay today", "asks for £55 in all"):
            assert words in text, words
        shown = client.get(reverse("traded_assessment:school_invoice", args=[invoice.number])).text
        assert page(note) in shown
        assert "£20 is credited. £55 is left to pay." in shown
        assert OURS in client.get(reverse("traded_assessment:school_invoices")).text
        assert page(note) in client.get(OURS).text

    def test_another_school_another_role_and_a_visitor_do_not(self, client, head, school):
        note = make_credit_note(make_invoice(school))
        assert client.get(page(note)).status_code == 302
        sign_in(client, make_person(Role.HEADTEACHER, make_school()))
        assert client.get(page(note)).status_code == 404
        assert note.number not in client.get(OURS).text
        sign_in(client, make_person(Role.SCHOOL_MEMBER, school))
        assert client.get(page(note)).status_code == 403

    def test_only_they_who_may_see_the_invoice_open_the_file(self, client, school, head):
        note = make_credit_note(make_invoice(school))
        documents.make(note.document_id)
        address = reverse("documents:download", args=[note.document_id])
        for person, status in ((head, 200), (make_person(Role.HEADTEACHER, make_school()), 404)):
            sign_in(client, person)
            response = client.get(address)
            if response.streaming:
                assert b"".join(response.streaming_content).startswith(b"%PDF")
            assert response.status_code == status

    def test_finance_finds_it(self, as_finance, school):
        note = make_credit_note(make_invoice(school))
        other = make_credit_note(make_invoice())
        for text in ("oak primary", note.number, note.invoice.number, "trainer"):
            listed = as_finance.get(LIST, {"q": text}).text
            assert page(note) in listed
            assert (page(other) in listed) == (text == "trainer")
        assert "No credit note fits" in as_finance.get(LIST, {"issued_from": "2021-12-01"}).text
        shown = as_finance.get(page(note)).text
        assert reverse("traded_assessment:invoice", args=[note.invoice.number]) in shown
        assert page(note) in as_finance.get(reverse("traded_assessment:invoice", args=[note.invoice.number])).text

    def test_the_lists_ask_as_often_for_30_as_for_3(self, as_finance, django_assert_max_num_queries):
        for more in (3, 27):
            for _ in range(more):
                make_credit_note(make_invoice())
            as_finance.get(LIST)
            with django_assert_max_num_queries(6):
                assert as_finance.get(LIST).text.count("CRN-") >= more
