"""The printed invoice: tagged, one page, complete, and the same bytes each time."""

import hashlib
import io
import subprocess
import sys

import pypdf
import pytest

from essex_portal.documents import services as documents
from essex_portal.documents.models import Document
from essex_portal.jobs.states import JobState
from tests.factories.invoices import make_invoice
from tests.factories.schools import make_school
from traded_assessment.invoice_pdf import invoice_pdf
from traded_assessment.invoice_words import pence
from traded_assessment.models import Invoice
from traded_assessment.states import VatCategory

pytestmark = pytest.mark.django_db


def pdf_of(invoice):
    return invoice_pdf(invoice, list(invoice.lines.all()))


def read(content):
    return pypdf.PdfReader(io.BytesIO(content))


def words_of(content):
    text = "\n".join(page.extract_text() for page in read(content).pages)
    return " ".join(text.split())


@pytest.fixture
def invoice():
    school = make_school(name="Ysgol Łódź St Mary’s Primary School")
    return make_invoice(school, nets=[60, 15, 15], purchase_order="PO-4711")


def test_it_is_one_tagged_page_in_english_with_a_title(invoice):
    reader = read(pdf_of(invoice))
    root = reader.trailer["/Root"]
    assert len(reader.pages) == 1
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title == f"Invoice {invoice.number} – Essex County Council"
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    kinds = kinds_below(root["/StructTreeRoot"])
    assert {"/H1", "/H2", "/P", "/Table", "/TR", "/TH", "/TD"} <= kinds


def kinds_below(node):
    found = {node["/S"]} if "/S" in node else set()
    children = node.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        child = child.get_object()
        if isinstance(child, dict):
            found |= kinds_below(child)
    return found


def test_it_says_what_an_invoice_must_say(invoice):
    text = words_of(pdf_of(invoice))
    for part in (
        "Essex County Council",
        "County Hall, Market Road, Chelmsford, CM1 1QH",
        f"Invoice number {invoice.number}",
        "Date of invoice 10 November 2021",
        "Pay by 10 December 2021",
        f"Booking reference {invoice.references[0]}",
        "Your purchase order PO-4711",
        f"School’s URN {invoice.customer['urn']}",
        "Ysgol Łódź St Mary’s Primary School 1 School Lane Chelmsford CM1 1AA",
        "Total before VAT £90.00",
        "VAT £0.00",
        "Amount to pay £90.00",
        "Sort code 00-00-00",
        f"Reference {invoice.number}",
        "Outside the scope of VAT.",
        "provisional until the council’s VAT officer confirms it",
        "training-invoices@council.example",
        "Page 1 of 1",
    ):
        assert part in text, part
    for line in invoice.lines.all():
        assert line.description in text
        assert line.rule in text
        assert pence(line.unit_price) in text


def test_without_a_purchase_order_it_does_not_speak_of_one():
    assert "purchase order" not in words_of(pdf_of(make_invoice()))


def test_the_vat_number_stands_where_vat_does(invoice):
    taxed = make_invoice(nets=[60, 40], vat=[(VatCategory.STANDARD, 20), (VatCategory.EXEMPT, 0)])
    text = words_of(pdf_of(taxed))
    assert "VAT registration number GB 000 0000 00" in text
    assert "20% £60.00" in text
    assert "Exempt £40.00" in text
    assert "VAT £12.00" in text
    assert "VAT registration number" not in words_of(pdf_of(invoice))  # Source: domain.md B22, BR-O-02


def test_its_fonts_are_the_portals_and_inside(invoice):
    fonts = {}
    for font in read(pdf_of(invoice)).pages[0]["/Resources"]["/Font"].values():
        descendant = font["/DescendantFonts"][0]
        fonts[font["/BaseFont"].partition("+")[2]] = descendant["/FontDescriptor"]
    assert set(fonts) == {"Portal", "Portal-Bold", "Portal-Extended"}
    assert all("/FontFile2" in font or "/FontFile3" in font for font in fonts.values())


def test_many_lines_go_on_over_the_page_under_the_same_headings():
    content = pdf_of(make_invoice(nets=[60] * 40))
    pages = [page.extract_text() for page in read(content).pages]
    assert len(pages) > 1
    assert all("Description" in page for page in pages[:-1])
    assert f"Page {len(pages)} of {len(pages)}" in pages[-1]
    assert "Amount to pay" in pages[-1]


def test_what_people_typed_cannot_break_the_page():
    invoice = make_invoice(nets=[60], purchase_order="<b>PO & 7</p>")
    assert "Your purchase order <b>PO & 7</p>" in words_of(pdf_of(invoice))


def test_the_same_invoice_makes_the_same_bytes_whatever_was_made_before(invoice):
    first = pdf_of(invoice)
    pdf_of(make_invoice(nets=[1, 2, 3]))
    assert pdf_of(Invoice.objects.get(pk=invoice.pk)) == first


RENDER = """
import hashlib, sys
import django; django.setup()
from datetime import date
from decimal import Decimal
from traded_assessment.invoice_pdf import invoice_pdf
from traded_assessment.models import Invoice, InvoiceLine
invoice = Invoice(
    number="INV-2021-000001", references=["TB-ABCDEF"], issued_on=date(2021, 11, 10),
    due_on=date(2021, 12, 10), net=Decimal(60), vat=Decimal(0), gross=Decimal(60),
    customer={"name": "Maple School", "address": ["1 School Lane"], "urn": 900001},
    supplier={"name": "Essex County Council", "address": ["County Hall"], "vat_number": "", "contact": "Finance",
              "payment_days": 30, "bank": {"account_name": "ECC", "sort_code": "0", "account_number": "0"}},
)
line = InvoiceLine(
    description="An event", quantity=1, unit_price=Decimal(60), net=Decimal(60), vat_category="O",
    vat_rate=Decimal(0), vat_reason="", vat_provisional=True, vat=Decimal(0), rule="First member of staff",
)
print(hashlib.sha256(invoice_pdf(invoice, [line])).hexdigest())
"""


def test_two_processes_make_the_same_bytes():
    def digest():
        done = subprocess.run([sys.executable, "-c", RENDER], capture_output=True, text=True, check=True)
        return done.stdout.strip()

    first = digest()
    assert len(first) == 64
    assert digest() == first


class TestTheJob:
    def test_it_stores_the_file_once(self, invoice):
        documents.make(invoice.document_id)
        documents.make(invoice.document_id)
        document = Document.objects.get()
        with documents.open_document(document) as stored:
            content = stored.read()
        assert document.state == JobState.READY
        assert (document.filename, document.content_type) == (f"{invoice.number}.pdf", "application/pdf")
        assert document.sha256 == hashlib.sha256(content).hexdigest()
        assert content == pdf_of(invoice)
