"""Invoices and credit notes as facts, complete unless a test takes something away."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from essex_portal.money import vat_on
from traded_assessment.einvoice import (
    Account,
    Contact,
    DocumentKind,
    EDocument,
    ElectronicAddress,
    Item,
    Party,
    Preceding,
)
from traded_assessment.states import VatCategory

COUNCIL = Party(
    name="Essex County Council",
    address=("Education Finance", "County Hall", "Market Road", "Chelmsford", "CM1 1QH"),
    identifier="E10000012",
    vat_number="GB 000 0000 00",
    electronic_address=ElectronicAddress("0088", "9521000000018"),
    contact=Contact("Education Finance", "", "training-invoices@council.example"),
)
SCHOOL = Party(
    name="Ysgol Łódź St Mary’s Primary School",
    address=("1 School Lane", "Chelmsford", "CM1 1AA"),
    identifier="900001",
    electronic_address=ElectronicAddress("0088", "9521000000025"),
)
REASONS = {VatCategory.EXEMPT: "Education by an eligible body", VatCategory.OUTSIDE_SCOPE: "Supply within the council"}


def make_item(
    price: int | Decimal = 60, category: VatCategory = VatCategory.STANDARD, rate: int | None = None, quantity: int = 1
) -> Item:
    per_cent = Decimal((20 if category == VatCategory.STANDARD else 0) if rate is None else rate)
    net = Decimal(price) * quantity
    return Item(
        description="Assessment and moderation in Year 1, 14 March 2022",
        quantity=quantity,
        unit_price=Decimal(price),
        net=net,
        category=category,
        rate=per_cent,
        vat=vat_on(net, per_cent),
        reason=REASONS.get(category, ""),
        rule="Event, Essex, no subscription",
    )


def make_document(
    items: Sequence[Item] | None = None, *, kind: DocumentKind = DocumentKind.INVOICE, **changes: Any
) -> EDocument:
    items = tuple(items or [make_item()])
    net, vat = sum(item.net for item in items), sum(item.vat for item in items)
    complete = EDocument(
        kind=kind,
        number="INV-2021-000001" if kind == DocumentKind.INVOICE else "CRN-2021-000001",
        issued_on=date(2021, 11, 10),
        due_on=date(2021, 12, 10) if kind == DocumentKind.INVOICE else None,
        supplier=COUNCIL,
        customer=SCHOOL,
        items=items,
        net=net,
        vat=vat,
        gross=net + vat,
        account=Account("Essex County Council", "00-00-00 00000000"),
        buyer_reference="Office 12",
        purchase_order="PO-4711",
        payment_terms="Payment is due within 30 days.",
        note="Booking TB-7KQ4XM",
        preceding=None if kind == DocumentKind.INVOICE else Preceding("INV-2021-000001", date(2021, 11, 10)),
    )
    return replace(complete, **changes)
