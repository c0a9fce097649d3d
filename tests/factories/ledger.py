"""Recharges, and what their journals and exports start from."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from essex_portal.accounts.models import User
from essex_portal.organisations.models import Organisation
from tests.factories.invoices import ISSUED, make_invoice
from tests.factories.schools import make_school
from traded_assessment.models import BillingTerms, ExportMapping, Invoice, JournalCodes
from traded_assessment.services.crediting import Off, credit_lines
from traded_assessment.starting_content import load_export_mappings, load_journal_codes
from traded_assessment.states import CreditKind, Settlement


def make_recharge(
    school: Organisation | None = None, *, cost_centre: str = "4711", on: date = ISSUED, **order: Any
) -> Invoice:
    """An issued recharge of a school that is settled by journal."""
    school = school or make_school()
    BillingTerms.objects.get_or_create(
        school=school, defaults={"settlement": Settlement.JOURNAL, "cost_centre": cost_centre}
    )
    return make_invoice(school, on=on, **order)


def journal_codes() -> JournalCodes:
    """The codes that ship with the portal."""
    load_journal_codes()
    return JournalCodes.objects.get()


def shipped_mapping(name: str) -> ExportMapping:
    """One of the mappings that ship with the portal."""
    load_export_mappings()
    return ExportMapping.objects.get(name=name)


def credited(invoice: Invoice, amount: int, *, by: User, now: datetime) -> None:
    """Take so many pounds off the first line of an issued invoice, by credit note."""
    line = invoice.lines.first()
    off = [Off(line.order_line, Decimal(amount), "A word")]
    credit_lines(off=off, kind=CreditKind.GOODWILL, reason="A word", by=by, now=now)
