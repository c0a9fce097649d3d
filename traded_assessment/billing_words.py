"""How and when an order is billed, as the pages say it to the school."""

from collections.abc import Iterable
from typing import Protocol

from essex_portal.money import ZERO, Money, pounds
from traded_assessment.models import BillingTerms
from traded_assessment.states import Billing, Settlement, VatCategory

INVOICED = {
    Billing.BY_ORDER: "which we make at once",
    Billing.MONTHLY: "which we make at the end of the month for all orders together",
    Billing.AFTER_EVENT: "which we make after the session took place",
}
RECHARGED = {
    Billing.BY_ORDER: "We make the recharge note at once.",
    Billing.MONTHLY: "The recharge note follows at the end of the month.",
    Billing.AFTER_EVENT: "The recharge note follows after the session took place.",
}


class TaxedLine(Protocol):
    @property
    def net(self) -> Money: ...
    @property
    def vat(self) -> Money: ...
    @property
    def vat_category(self) -> str: ...


def how_billed(terms: BillingTerms, lines: Iterable[TaxedLine]) -> str:
    """Who pays for the lines, when and how, in two sentences at most; nothing when they cost nothing.

    Source: domain.md B14, B22.
    """
    lines = list(lines)
    gross = sum((line.net + line.vat for line in lines), ZERO)
    if not gross:
        return ""
    billing = Billing(terms.billing)
    outside_scope = all(line.vat_category == VatCategory.OUTSIDE_SCOPE for line in lines)
    if terms.settlement == Settlement.JOURNAL and outside_scope:
        return f"We recharge {pounds(gross)} to cost centre {terms.cost_centre} by journal. {RECHARGED[billing]}"
    payer = terms.payer.name if terms.payer else "The school"
    return f"{payer} pays {pounds(gross)} within the time printed on the invoice, {INVOICED[billing]}."


def terms_in_words(terms: BillingTerms) -> list[tuple[str, str]]:
    """How a school is billed, heading by heading, for who reads its terms and does not set them."""
    payer = terms.payer.name if terms.payer else "The school"
    return [
        ("Billed", terms.get_billing_display()),
        ("Who pays", f"{payer}, with its other schools" if terms.together else payer),
        ("Address of who pays", terms.payer_address),
        ("Settles", " ".join((terms.get_settlement_display(), terms.cost_centre)).strip()),
        ("Purchase order", "Needed" if terms.purchase_order_needed else "Not needed"),
        ("Invoices go to", terms.contact_email or "The headteacher"),
        ("Office", terms.contact_office),
        ("Buyer reference", terms.buyer_reference),
        ("E-invoice address", " ".join((terms.endpoint_scheme, terms.endpoint_id)).strip()),
    ]
