"""Writing the facts in the two syntaxes of EN 16931. Loads lxml: for workers.

factur-x writes both. What it cannot say is Peppol's own name for its billing rules, which is put in afterwards.
"""

from typing import Any

from traded_assessment.einvoice.facts import EDocument
from traded_assessment.einvoice.terms import business_terms

PEPPOL_BILLING = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
PEPPOL_PROCESS = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
CBC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"


def as_factur_x(document: EDocument) -> bytes:
    """The XML to embed in its PDF: UN/CEFACT CII in the profile EN 16931. Not checked yet."""
    from facturx import generate_cii_xml
    from lxml import etree

    written = generate_cii_xml(business_terms(document), level="en16931", check_xsd=False, check_schematron=None)
    root = etree.fromstring(written)
    etree.strip_attributes(root, NIL)  # an empty element, which the schema wants plain
    return _bytes(root)


def as_peppol(document: EDocument) -> bytes:
    """The XML to send: Peppol BIS Billing 3.0 in UBL, an Invoice or a CreditNote. Not checked yet."""
    from facturx import generate_ubl_xml
    from lxml import etree

    terms = business_terms(document) | {"BT-23": PEPPOL_PROCESS}
    root = etree.fromstring(generate_ubl_xml(terms, level="en16931", check_xsd=False, check_schematron=None))
    root.find(f"{CBC}CustomizationID").text = PEPPOL_BILLING
    root.remove(root.find(f"{CBC}UBLVersionID"))
    return _bytes(root)


def _bytes(root: Any) -> bytes:
    from lxml import etree

    return etree.tostring(root, pretty_print=True, xml_declaration=True, encoding="UTF-8")
