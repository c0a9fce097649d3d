"""The XML inside the PDF: what Factur-X calls it, and how the PDF says that it is there."""

from datetime import date

from essex_portal.documents.archiving import Carried, Vocabulary

NAME = "factur-x.xml"

FACTUR_X = Vocabulary(
    words="Factur-X PDFA Extension Schema",
    uri="urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#",
    prefix="fx",
    properties=(
        ("DocumentFileName", NAME, "The name of the embedded XML document"),
        ("DocumentType", "INVOICE", "The type of the hybrid document in capital letters, e.g. INVOICE or ORDER"),
        ("Version", "1.0", "The actual version of the standard applying to the embedded XML document"),
        ("ConformanceLevel", "EN 16931", "The conformance level of the embedded XML document"),
    ),
)


def embedded(xml: bytes, *, issued_on: date) -> Carried:
    """Checked XML as a part of its PDF, saying the same as the page."""
    return Carried(
        name=NAME,
        content=xml,
        description="The same document as data (EN 16931)",
        dated=issued_on,
        relationship="Alternative",
        vocabulary=FACTUR_X,
    )
