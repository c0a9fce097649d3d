"""A PDF that carries a file: tagged, PDF/A-3 and PDF/UA-1 at once, and the same bytes each time."""

import io
from datetime import date

import facturx
import pypdf
import pytest
from lxml import etree

from essex_portal.documents.typesetting import typeset
from tests.factories.edocuments import make_document
from traded_assessment.einvoice.embedding import embedded
from traded_assessment.einvoice.syntax import as_factur_x
from traded_assessment.invoice_pdf import STYLE

PAGE = """<!doctype html><html lang="en-GB"><head><title>Invoice</title>
<meta name="dcterms.created" content="2021-11-10"></head><body><header><h1>Invoice</h1></header>
<table><thead><tr><th scope="col">What</th></tr></thead><tbody><tr><td>Event</td></tr></tbody></table></body></html>"""


@pytest.fixture(scope="module")
def xml():
    return as_factur_x(make_document())


def made(xml):
    return typeset(PAGE, style=STYLE, identifier="INV-1", carried=embedded(xml, issued_on=date(2021, 11, 10)))


@pytest.fixture(scope="module")
def root(xml):
    return pypdf.PdfReader(io.BytesIO(made(xml))).trailer["/Root"]


def test_it_is_tagged_and_names_both_standards(root):
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    said = {}
    for description in etree.fromstring(root["/Metadata"].get_data()).iter("{*}Description"):
        said |= dict(description.items())
    assert said["{http://www.aiim.org/pdfa/ns/id/}part"] == "3"
    assert said["{http://www.aiim.org/pdfa/ns/id/}conformance"] == "A"
    assert said["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
    assert said["{urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#}ConformanceLevel"] == "EN 16931"


def test_the_metadata_can_be_read_without_a_pdf_reader(xml):
    assert b'pdfaid:part="3"' in made(xml)


def test_the_metadata_describe_every_property_that_pdf_a_does_not_know(root):
    metadata = etree.fromstring(root["/Metadata"].get_data())
    described = {one.text for one in metadata.iter("{http://www.aiim.org/pdfa/ns/property#}name")}
    assert described == {"part", "DocumentFileName", "DocumentType", "Version", "ConformanceLevel"}
    assert len(list(metadata.iter("{*}RDF"))) == 1
    assert len(list(metadata.iter("{http://www.aiim.org/pdfa/ns/extension/}schemas"))) == 1


def test_the_file_is_listed_once_as_an_alternative_to_the_page(root, xml):
    [associated] = root["/AF"]
    assert associated["/AFRelationship"] == "/Alternative"
    assert associated["/UF"] == "factur-x.xml"
    file = associated["/EF"]["/F"]
    assert file["/Subtype"] == "/text/xml"
    assert file.get_data() == xml
    assert root["/Names"]["/EmbeddedFiles"]["/Names"][0] == "factur-x.xml"


def test_its_colours_have_a_profile(root):
    [intent] = root["/OutputIntents"]
    assert intent["/S"] == "/GTS_PDFA1"
    assert intent["/DestOutputProfile"]["/N"] == 3
    assert intent["/DestOutputProfile"].get_data()[36:40] == b"acsp"


def test_readers_of_factur_x_find_the_xml(xml):
    name, found = facturx.get_facturx_xml_from_pdf(made(xml))
    assert (name, found) == ("factur-x.xml", xml)


def test_the_same_file_makes_the_same_bytes(xml):
    assert made(xml) == made(xml)
