"""Holding an e-invoice to its schema and its rules before it is stored.

The rules need Saxon, whose runtime takes some 200 MB. It lives in a process of its own beside each worker process that
makes e-invoices: `rules` is what runs there, `asking` talks to it. Nothing here knows Django, so that process is small.
"""

from dataclasses import dataclass
from enum import StrEnum


class Format(StrEnum):
    FACTUR_X = "factur-x"
    PEPPOL_INVOICE = "peppol invoice"
    PEPPOL_CREDIT_NOTE = "peppol credit note"


@dataclass(frozen=True)
class Finding:
    """A rule that the document breaks. `rule` is its published name, `schema` when the structure itself is wrong."""

    rule: str
    words: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.words}"


class NotValid(Exception):
    """The document breaks rules; `findings` says which. Nothing was stored."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("; ".join(map(str, findings)))
        self.findings = findings


def checked(xml: bytes, form: Format) -> bytes:
    """The same bytes, once they have met schema and rules. Raises NotValid."""
    if findings := findings_in(xml, form):
        raise NotValid(findings)
    return xml


def findings_in(xml: bytes, form: Format) -> list[Finding]:
    """What is wrong with a document: its structure, or else every rule that it breaks."""
    from traded_assessment.einvoice_checks.asking import checker  # only who checks starts the process

    return [Finding(rule, words) for rule, words in checker().ask(xml, form)]
