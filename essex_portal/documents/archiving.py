"""What makes a tagged PDF also PDF/A-3, the kind that may carry a file and is kept for years (ISO 19005-3).

WeasyPrint knows PDF/A and PDF/UA, one at a time. Here the second name is added to the first one's metadata, with the
descriptions of properties that PDF/A asks for.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any

import pydyf
from weasyprint import Attachment

VARIANT = "pdf/a-3a"
COLOURS = "sRGB IEC61966-2.1"

PROPERTY = """<rdf:li rdf:parseType="Resource"><pdfaProperty:name>{name}</pdfaProperty:name>\
<pdfaProperty:valueType>{kind}</pdfaProperty:valueType><pdfaProperty:category>{category}</pdfaProperty:category>\
<pdfaProperty:description>{words}</pdfaProperty:description></rdf:li>"""

SCHEMA = """<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>{words}</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>{uri}</pdfaSchema:namespaceURI><pdfaSchema:prefix>{prefix}</pdfaSchema:prefix>\
<pdfaSchema:property><rdf:Seq>{properties}</rdf:Seq></pdfaSchema:property></rdf:li>"""

DESCRIPTIONS = """
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag>{schemas}</rdf:Bag></pdfaExtension:schemas></rdf:Description>
{values}
</rdf:RDF>"""


@dataclass(frozen=True)
class Vocabulary:
    """Properties of the document's metadata beyond the usual ones: what they are, and their values here."""

    words: str
    uri: str
    prefix: str
    properties: tuple[tuple[str, str, str], ...]
    """Name, value, and what it means."""
    kind: str = "Text"
    category: str = "external"

    def schema(self) -> str:
        described = (
            PROPERTY.format(name=name, kind=self.kind, category=self.category, words=words)
            for name, _, words in self.properties
        )
        return SCHEMA.format(words=self.words, uri=self.uri, prefix=self.prefix, properties="".join(described))

    def values(self) -> str:
        said = " ".join(f'{self.prefix}:{name}="{value}"' for name, value, _ in self.properties)
        return f'<rdf:Description rdf:about="" xmlns:{self.prefix}="{self.uri}" {said}/>'


ACCESSIBLE = Vocabulary(
    words="PDF/UA identification",
    uri="http://www.aiim.org/pdfua/ns/id/",
    prefix="pdfuaid",
    properties=(("part", "1", "Part of ISO 14289 that the document follows"),),
    kind="Integer",
    category="internal",
)


@dataclass(frozen=True)
class Carried:
    """A file inside the PDF. `relationship`: what it is to the page, as ISO 32000-2 calls it (Alternative, Data, …)."""

    name: str
    content: bytes
    description: str
    dated: date
    relationship: str
    vocabulary: Vocabulary


def attachment_of(carried: Carried) -> Attachment:
    """As WeasyPrint takes it, dated without the clock."""
    moment = datetime.combine(carried.dated, time(), tzinfo=UTC)
    return Attachment(
        file_obj=BytesIO(carried.content),
        name=carried.name,
        description=carried.description,
        created=moment,
        modified=moment,
        relationship=carried.relationship,
    )


def finisher(carried: Carried) -> Callable[[Any, pydyf.PDF], None]:
    """The last touch of `write_pdf`: what colours mean, both standards named, each carried file listed once."""

    def finish(document: Any, pdf: pydyf.PDF) -> None:
        metadata = _object(pdf, pdf.catalog["Metadata"])
        [packet] = metadata.stream
        schemas = ACCESSIBLE.schema() + carried.vocabulary.schema()
        more = DESCRIPTIONS.format(schemas=schemas, values=carried.vocabulary.values())
        metadata.stream = [packet.replace(b"</rdf:RDF>", more.encode(), 1)]
        metadata.compress = False  # so that whoever keeps the file can read it without a PDF reader
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))
        pdf.catalog["OutputIntents"] = pydyf.Array([_output_intent(pdf)])

    return finish


def _output_intent(pdf: pydyf.PDF) -> pydyf.Dictionary:
    """What the colours of the page mean. WeasyPrint would read the profile from its file for each document."""
    profile = pydyf.Stream([_profile()], pydyf.Dictionary({"N": 3}), compress=True)
    pdf.add_object(profile)
    return pydyf.Dictionary(
        {
            "Type": "/OutputIntent",
            "S": "/GTS_PDFA1",
            "OutputConditionIdentifier": pydyf.String(COLOURS),
            "Info": pydyf.String(COLOURS),
            "DestOutputProfile": profile.reference,
        }
    )


@cache
def _profile() -> bytes:
    return (files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()


def _object(pdf: pydyf.PDF, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]
