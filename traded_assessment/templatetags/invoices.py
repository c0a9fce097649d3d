"""`{% load invoices %}`: amounts with pence, the VAT column, and the status."""

from django import template

from essex_portal.audit.models import AuditEvent
from traded_assessment import invoice_words
from traded_assessment.states import InvoiceStatus
from traded_assessment.tables import STATUS_TONES

register = template.Library()
register.filter("pence", invoice_words.pence)
register.filter("vat_treatment", invoice_words.vat_treatment)


@register.inclusion_tag("ui/tag.html")
def status_tag(status: InvoiceStatus) -> dict[str, str]:
    """`{% status_tag status %}`: the words in the tone that the lists give them."""
    return {"text": status.label, "tone": STATUS_TONES[status]}


@register.filter
def event_words(event: AuditEvent) -> str:
    """`invoice.payment_recorded` → `Payment recorded`."""
    return event.event.partition(".")[2].replace("_", " ").capitalize()


@register.filter
def changes(event: AuditEvent) -> list[str]:
    """`Cost centre: empty → 4711`, a line for each thing that an event changed."""
    names = dict.fromkeys([*event.before, *event.after])
    return [f"{_words(name)}: {_value(event.before.get(name))} → {_value(event.after.get(name))}" for name in names]


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if value not in (None, "") else "empty"
