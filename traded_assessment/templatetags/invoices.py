"""`{% load invoices %}`: amounts with pence, the VAT column, and the status."""

from typing import Any

from django import template
from django.urls import reverse

from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.audit.models import AuditEvent
from traded_assessment import invoice_words
from traded_assessment.states import InvoiceStatus
from traded_assessment.tables import STATUS_TONES

register = template.Library()
FINANCE_PAGES = {
    "Invoices": (
        ("invoices", "All invoices", Permission.VIEW_INVOICES),
        ("credit_notes", "Credit notes", Permission.VIEW_INVOICES),
        ("invoice_runs", "Invoice runs", Permission.VIEW_INVOICES),
        ("billing_terms", "Billing terms", Permission.VIEW_INVOICES),
    ),
    "Payment": (
        ("bank_files", "Payments from the bank", Permission.RECORD_PAYMENTS),
        ("aged_debt", "Aged debt", Permission.VIEW_INVOICES),
        ("payment_reminders", "Reminders", Permission.VIEW_INVOICES),
        ("disputes", "Disputes", Permission.VIEW_INVOICES),
        ("write_offs", "Write-offs", Permission.VIEW_INVOICES),
    ),
    "Ledger": (
        ("journals", "Journals", Permission.VIEW_INVOICES),
        ("export_batches", "Ledger exports", Permission.VIEW_INVOICES),
    ),
    "Rules": (
        ("vat_rules", "VAT rules", Permission.VIEW_INVOICES),
        ("supplier", "The council’s details", Permission.VIEW_INVOICES),
    ),
}
"""The links above finance's lists, by group: route, words, and who may open it."""

register.filter("pence", invoice_words.pence)
register.filter("balance", invoice_words.balance)
register.filter("vat_treatment", invoice_words.vat_treatment)


@register.inclusion_tag("ui/tag.html")
def status_tag(status: InvoiceStatus) -> dict[str, str]:
    """`{% status_tag status %}`: the words in the tone that the lists give them."""
    return {"text": status.label, "tone": STATUS_TONES[status]}


@register.inclusion_tag("traded_assessment/finance/_nav_links.html", takes_context=True)
def finance_nav(context: template.Context) -> dict[str, Any]:
    """`{% finance_nav %}`: the way to finance's other pages, as far as the person may open them."""
    user = context["request"].user
    groups = {
        name: [(f"traded_assessment:{route}", words) for route, words, who in pages if holds(user, who)]
        for name, pages in FINANCE_PAGES.items()
    }
    return {"groups": {name: links for name, links in groups.items() if links}}


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


@register.simple_tag
def mend_address(route: str, parts: tuple[object, ...]) -> str:
    """The address of a page of this app, of its name and arguments."""
    return reverse(f"traded_assessment:{route}", args=parts)
