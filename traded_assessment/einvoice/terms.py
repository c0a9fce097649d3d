"""The facts under the names of EN 16931's business terms (BT-1, BG-25, …), the dictionary that factur-x writes from."""

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from essex_portal.money import Money, money
from traded_assessment.einvoice.facts import EDocument, Item, Party
from traded_assessment.einvoice.identifiers import vat_identifier
from traded_assessment.states import VatCategory

CREDIT_TRANSFER = "30"
ONE = "C62"
"""The unit of what is counted (UN/ECE Recommendation 20)."""
OUTSIDE_SCOPE_CODE = "VATEX-EU-O"
UNSPEAKABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
POSTCODE = re.compile(r"^[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}$", re.IGNORECASE)


def business_terms(document: EDocument) -> dict[str, Any]:
    """What the document says, each thing under its business term; what it does not say is left out."""
    return _said(
        {
            "BT-1": document.number,
            "BT-2": document.issued_on,
            "BT-3": document.kind.value,
            "BT-5": "GBP",
            "BT-9": document.due_on,
            "BT-10": document.buyer_reference,
            "BT-13": document.purchase_order,
            "BT-20": document.payment_terms,
            "BG-1": [{"BT-22": document.note}],
            "BG-3": list(_preceding(document)),
            "BG-4": _party(document.supplier, named=not document.outside_scope),
            "BG-7": _party(document.customer, named=not document.outside_scope),
            **_payment(document),
            **_totals(document),
            "BG-23": list(_breakdown(document)),
            "BG-25": [_line(position, item) for position, item in enumerate(document.items, start=1)],
        }
    )


def _totals(document: EDocument) -> dict[str, str]:
    net, vat, gross = (_amount(value) for value in (document.net, document.vat, document.gross))
    return {"BT-106": net, "BT-109": net, "BT-110": vat, "BT-112": gross, "BT-115": gross}


def _payment(document: EDocument) -> dict[str, str]:
    account = document.account
    if not account.number:
        return {}
    return {
        "BT-81": CREDIT_TRANSFER,
        "BT-83": document.number,
        "BT-84": account.number,
        "BT-85": account.name,
        "BT-86": account.bank,
    }


def _preceding(document: EDocument) -> Iterator[dict[str, Any]]:
    if document.preceding:
        yield {"BT-25": document.preceding.number, "BT-26": document.preceding.issued_on}


def _party(party: Party, *, named: bool) -> dict[str, Any]:
    """`named`: with its VAT number, which nothing outside the scope may carry (BR-O-02)."""
    contact = party.contact
    return {
        "name": party.name,
        "identifiers": {None: party.identifier},
        "vat_identifier": vat_identifier(party.vat_number) if named else "",
        "einvoicing_addr": party.electronic_address.identifier,
        "einvoicing_addr_schemeid": party.electronic_address.scheme,
        "contacts": [{"name": contact.name, "phone": contact.telephone, "email": contact.email}],
        "country_code": party.country,
        **_address(list(party.address)),
    }


def _address(lines: list[str]) -> dict[str, str]:
    """The postcode where the last line looks like one; the rest fills three lines: nobody says which is the town."""
    postcode = lines.pop() if lines and POSTCODE.match(lines[-1]) else ""
    return {
        "addr_l1": lines[0] if lines else "",
        "addr_l2": lines[1] if len(lines) > 1 else "",
        "addr_l3": ", ".join(lines[2:]),
        "postcode": postcode,
    }


def _breakdown(document: EDocument) -> Iterator[dict[str, str]]:
    """A row for each treatment, with the reasons of its lines."""

    def treatment(item: Item) -> tuple[str, Money]:
        return item.category, item.rate

    for (category, rate), group in groupby(sorted(document.items, key=treatment), key=treatment):
        items = list(group)
        reasons = dict.fromkeys(item.reason.rstrip(".") for item in items if item.reason)
        yield {
            "BT-116": _amount(sum((item.net for item in items), Money(0))),
            "BT-117": _amount(sum((item.vat for item in items), Money(0))),
            "BT-118": category,
            "BT-119": _rate(category, rate),
            "BT-120": "; ".join(reasons) if category in (VatCategory.EXEMPT, VatCategory.OUTSIDE_SCOPE) else "",
            "BT-121": OUTSIDE_SCOPE_CODE if category == VatCategory.OUTSIDE_SCOPE else "",
        }


def _line(position: int, item: Item) -> dict[str, Any]:
    return {
        "BT-126": str(position),
        "BT-129": str(item.quantity),
        "BT-130": ONE,
        "BT-131": _amount(item.net),
        "BT-146": _amount(item.unit_price),
        "BT-151": item.category.value,
        "BT-152": _rate(item.category, item.rate),
        "BT-153": item.description,
        "BT-154": item.rule,
    }


def _rate(category: str, rate: Money) -> str:
    """Nothing for what is outside the scope, which has no rate at all (BR-O-05)."""
    return "" if category == VatCategory.OUTSIDE_SCOPE else f"{rate:.2f}"


def _amount(value: Money) -> str:
    return f"{money(value):.2f}"


def _said(value: Any) -> Any:
    """Without what is empty, and without the characters that XML cannot hold."""
    if isinstance(value, str):
        return UNSPEAKABLE.sub("", value).strip()
    if isinstance(value, list):
        return [one for one in map(_said, value) if one]
    if isinstance(value, dict):
        return {term: one for term, one in ((term, _said(one)) for term, one in value.items()) if one}
    return value
