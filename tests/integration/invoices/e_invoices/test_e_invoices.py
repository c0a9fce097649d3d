"""E-invoices of issued invoices: in the PDF and as a Peppol file, checked, and what an invoice lacks for one."""

import io

import facturx
import pypdf
import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from lxml import etree

from essex_portal.accounts.roles import Role
from essex_portal.documents import services as documents
from essex_portal.documents.models import Document
from essex_portal.jobs.states import JobState
from tests.factories.invoices import make_invoice, make_supplier
from tests.factories.people import make_person
from tests.factories.schools import make_school
from tests.integration.invoices.e_invoices.conftest import (
    COUNCIL_GLN,
    SCHOOL_GLN,
    STANDARD,
    bytes_of,
    complete,
    credit,
    made,
)
from traded_assessment.einvoice import Standard
from traded_assessment.einvoice_checks import Format, findings_in
from traded_assessment.invoice_pdf import invoice_pdf
from traded_assessment.models import BillingTerms, Invoice
from traded_assessment.queries.einvoices import lacking, ubl_of
from traded_assessment.services.einvoicing import (
    Incomplete,
    NoEInvoice,
    lacking_before_issue,
    request_e_invoice,
    to_send,
)
from traded_assessment.states import InvoiceKind, Settlement, VatCategory

pytestmark = pytest.mark.django_db


class TestInsideThePdf:
    def test_the_pdf_holds_the_invoice_as_valid_data(self, invoice):
        content = invoice_pdf(invoice, list(invoice.lines.all()))
        name, xml = facturx.get_facturx_xml_from_pdf(content)
        assert name == "factur-x.xml"
        assert findings_in(xml, Format.FACTUR_X) == []
        said = etree.fromstring(xml)
        assert said.findtext(".//{*}ExchangedDocument/{*}ID") == invoice.number
        assert said.findtext(".//{*}DuePayableAmount") == "90.00"
        root = pypdf.PdfReader(io.BytesIO(content)).trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]
        assert b'pdfaid:part="3"' in root["/Metadata"].get_data()

    @pytest.mark.parametrize("category", [VatCategory.OUTSIDE_SCOPE, VatCategory.EXEMPT, VatCategory.ZERO])
    def test_whatever_the_vat_treatment(self, school, category):
        make_supplier()
        invoice = make_invoice(school, vat=[(category, 0)])
        _, xml = facturx.get_facturx_xml_from_pdf(invoice_pdf(invoice, list(invoice.lines.all())))
        assert findings_in(xml, Format.FACTUR_X) == []

    def test_without_what_the_standard_needs_the_pdf_is_made_all_the_same(self, school):
        make_supplier(vat_number="")
        invoice = make_invoice(school, vat=STANDARD)
        assert [lack.rule for lack in lacking(invoice, Standard.EN_16931)] == ["BR-S-02"]
        content = invoice_pdf(invoice, list(invoice.lines.all()))
        root = pypdf.PdfReader(io.BytesIO(content)).trailer["/Root"]
        assert "/AF" not in root
        assert b'pdfuaid:part="1"' in root["/Metadata"].get_data()


class TestThePeppolFile:
    def test_the_worker_asks_for_it_once_the_pdf_is_kept(self, invoice):
        documents.make(invoice.document_id)
        document = made(invoice.number)
        assert (document.state, document.filename, document.content_type) == (
            JobState.READY,
            f"{invoice.number}.xml",
            "application/xml",
        )
        said = etree.fromstring(bytes_of(document))
        assert findings_in(bytes_of(document), Format.PEPPOL_INVOICE) == []
        assert [one.text for one in said.iter("{*}EndpointID")] == [COUNCIL_GLN, SCHOOL_GLN]
        assert said.findtext("{*}BuyerReference") == "School office"

    def test_nobody_is_asked_for_what_cannot_be_made(self, school):
        make_supplier()
        invoice = make_invoice(school)
        documents.make(invoice.document_id)
        assert ubl_of(invoice.number) is None
        assert {lack.rule for lack in lacking(invoice)} == {
            "PEPPOL-EN16931-R003",
            "PEPPOL-EN16931-R010",
            "PEPPOL-EN16931-R020",
        }

    def test_asking_twice_makes_one_file(self, invoice, finance):
        first = request_e_invoice(document=invoice, by=finance)
        assert request_e_invoice(document=invoice, by=finance) == first
        assert Document.objects.filter(kind="invoice_ubl").count() == 1

    def test_asking_for_what_lacks_something_says_what(self, school, finance):
        make_supplier()
        invoice = make_invoice(school)
        with pytest.raises(Incomplete, match="the customer’s electronic address"):
            request_e_invoice(document=invoice, by=finance)
        assert ubl_of(invoice.number) is None

    def test_only_finance_asks(self, invoice):
        with pytest.raises(PermissionDenied):
            request_e_invoice(document=invoice, by=make_person(Role.TRAINING_OFFICE))

    def test_what_is_taken_away_meanwhile_fails_in_words_and_can_be_tried_again(self, invoice, finance):
        request_e_invoice(document=invoice, by=finance)
        BillingTerms.objects.update(endpoint_scheme="", endpoint_id="")
        document = made(invoice.number)
        assert document.state == JobState.FAILED
        assert "the customer’s electronic address" in document.error

    def test_a_file_that_breaks_a_rule_is_not_kept(self, invoice, finance, monkeypatch):
        request_e_invoice(document=invoice, by=finance)
        from traded_assessment.einvoice import syntax

        wrong = syntax.as_peppol(to_send(invoice)).replace(b">90.00<", b">91.00<")
        monkeypatch.setattr(syntax, "as_peppol", lambda document: wrong)
        document = made(invoice.number)
        assert document.state == JobState.FAILED
        assert document.sha256 == ""
        assert "BR-CO-15" in document.error


class TestRecharges:
    """Settled by journal inside the council: data that a finance system would pay has no place there."""

    @pytest.fixture
    def recharge(self, school):
        complete(school)
        BillingTerms.objects.update(settlement=Settlement.JOURNAL, cost_centre="4711")
        return make_invoice(school)

    def test_it_goes_without_an_e_invoice(self, recharge, finance, as_finance):
        assert recharge.kind == InvoiceKind.RECHARGE
        documents.make(recharge.document_id)
        assert ubl_of(recharge.number) is None
        content = invoice_pdf(recharge, list(recharge.lines.all()))
        assert "/AF" not in pypdf.PdfReader(io.BytesIO(content)).trailer["/Root"]
        with pytest.raises(NoEInvoice):
            request_e_invoice(document=recharge, by=finance)
        page = as_finance.get(reverse("traded_assessment:invoice", args=[recharge.number])).text
        assert "E-invoice" not in page

    def test_nor_has_its_credit_note(self, recharge, finance, as_finance):
        note = credit(recharge)
        documents.make(note.document_id)
        assert ubl_of(note.number) is None
        ask = reverse("traded_assessment:make_e_credit_note", args=[note.number])
        assert "settled by journal" in as_finance.post(ask, follow=True).text


class TestBeforeAnInvoiceIsIssued:
    def lacks(self, terms=None, categories=(VatCategory.STANDARD,), **supplier):
        details = make_supplier(**supplier)
        found = lacking_before_issue(
            supplier=details, terms=terms or BillingTerms(), categories=categories, purchase_order=""
        )
        return [lack.rule for lack in found]

    def test_a_customer_without_an_electronic_address_needs_none(self):
        assert self.lacks() == []

    def test_vat_needs_the_vat_number(self):
        assert self.lacks(vat_number="") == ["BR-S-02"]

    def test_a_customer_with_one_gets_everything_checked(self):
        terms = BillingTerms(endpoint_scheme="0088", endpoint_id=SCHOOL_GLN)
        assert self.lacks(terms) == ["PEPPOL-EN16931-R003", "PEPPOL-EN16931-R020"]
        assert self.lacks(terms, [VatCategory.OUTSIDE_SCOPE]) == ["PEPPOL-EN16931-R003", "PEPPOL-EN16931-R020"]


def test_an_invoice_for_several_schools_goes_where_the_terms_of_its_payer_say(school, finance):
    complete(school)
    invoice = make_invoice(school)
    other = Invoice.objects.get(pk=invoice.pk)
    other.school = None
    assert "PEPPOL-EN16931-R010" in {lack.rule for lack in lacking(other)}
    BillingTerms.objects.create(
        school=make_school(),
        payer=invoice.payer,
        together=True,
        billing="monthly",
        endpoint_scheme="0088",
        endpoint_id=SCHOOL_GLN,
        buyer_reference="Trust",
    )
    assert lacking(other) == []
