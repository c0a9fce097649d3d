"""E-invoices of credit notes."""

from decimal import Decimal

import facturx
import pytest
from lxml import etree

from essex_portal.jobs.states import JobState
from tests.integration.invoices.e_invoices.conftest import bytes_of, credit, made
from traded_assessment.einvoice import lacks_of
from traded_assessment.einvoice_checks import Format, findings_in
from traded_assessment.invoice_pdf import credit_note_pdf
from traded_assessment.models import CreditNote
from traded_assessment.queries.einvoices import e_invoice_of_credit_note
from traded_assessment.services.einvoicing import request_e_invoice, to_send

pytestmark = pytest.mark.django_db


class TestCreditNotes:
    def test_its_file_refers_to_the_invoice(self, invoice, finance):
        note = credit(invoice)
        request_e_invoice(document=note, by=finance)
        document = made(note.number)
        assert document.state == JobState.READY, document.error
        content = bytes_of(document)
        assert findings_in(content, Format.PEPPOL_CREDIT_NOTE) == []
        said = etree.fromstring(content)
        assert said.findtext(".//{*}InvoiceDocumentReference/{*}ID") == invoice.number
        assert said.findtext(".//{*}PayableAmount") == "72.00"
        assert "Booking cancelled" in said.findtext("{*}Note")

    @pytest.mark.parametrize("net", [Decimal("0.03"), Decimal("33.33"), Decimal("59.99")])
    def test_a_part_of_a_line_is_valid_too(self, invoice, net):
        note = credit(invoice, net)
        found = CreditNote.objects.select_related("invoice").get(pk=note.pk)
        standing = e_invoice_of_credit_note(found, list(found.lines.all()))
        assert standing.lacks == []
        facts = to_send(found)
        assert lacks_of(facts) == []
        from traded_assessment.einvoice.syntax import as_factur_x, as_peppol

        assert findings_in(as_peppol(facts), Format.PEPPOL_CREDIT_NOTE) == []
        assert findings_in(as_factur_x(facts), Format.FACTUR_X) == []


def test_the_pdf_of_a_credit_note_holds_it_as_data(invoice):
    note = CreditNote.objects.select_related("invoice").get(pk=credit(invoice).pk)
    content = credit_note_pdf(note, list(note.lines.all()), Decimal(0))
    _, xml = facturx.get_facturx_xml_from_pdf(content)
    assert findings_in(xml, Format.FACTUR_X) == []
    assert etree.fromstring(xml).findtext(".//{*}ExchangedDocument/{*}TypeCode") == "381"
