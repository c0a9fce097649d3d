"""Who bills and who is billed, as a document of that day prints them."""

from datetime import date
from typing import Any

from django.conf import settings

from essex_portal.organisations.models import Organisation
from essex_portal.organisations.queries import SchoolFacts, address_lines, facts_on
from essex_portal.organisations.states import OrganisationKind
from traded_assessment.models import SupplierDetails
from traded_assessment.services.refusals import OrderRefused

SEVERAL_SCHOOLS = "Several schools"


class InvoiceRefused(OrderRefused):
    """No invoice can be issued, so the order is not placed; `str()` says why."""


class NoSupplierDetails(InvoiceRefused):
    def __init__(self) -> None:
        super().__init__(
            "Finance has not entered the council's details that an invoice must show. Contact the training office."
        )


def customer_of(payer: Organisation, on: date, school: Organisation | None, payer_address: str = "") -> dict[str, Any]:
    """Who is billed, as an invoice of that day shows it: name, address lines, URN; `school` is whose training it is.

    `payer_address` is for a payer that the register gives no address, such as a trust. `urn` is the school's; None when
    one invoice bills several schools.
    """
    about = facts_on(school, on) if school else None
    return {
        "name": _name_of(payer, about, on),
        "address": address_lines(payer) if payer.kind == OrganisationKind.SCHOOL else lines_of(payer_address),
        "urn": about.urn if about else None,
        "school": about.name if about else SEVERAL_SCHOOLS,
    }


def supplier_on(on: date) -> SupplierDetails:
    """The council's details in force on a day. Raises NoSupplierDetails."""
    supplier = SupplierDetails.objects.filter(valid_from__lte=on).first()
    if supplier is None:
        raise NoSupplierDetails
    return supplier


def as_printed(supplier: SupplierDetails) -> dict[str, Any]:
    """The council as an invoice shows it, and what its e-invoice says beyond; the bank account is the environment's."""
    return {
        "name": supplier.name,
        "address": lines_of(supplier.address),
        "vat_number": supplier.vat_number,
        "contact": supplier.contact,
        "contact_email": supplier.contact_email,
        "contact_telephone": supplier.contact_telephone,
        "identifier": supplier.identifier,
        "payment_days": supplier.payment_days,
        "bank": {
            "account_name": settings.BANK_ACCOUNT_NAME,
            "sort_code": settings.BANK_SORT_CODE,
            "account_number": settings.BANK_ACCOUNT_NUMBER,
            "iban": settings.BANK_IBAN,
            "bic": settings.BANK_BIC,
        },
    }


def lines_of(address: str) -> list[str]:
    """The lines of an address that somebody typed, without empty ones."""
    return [line.strip() for line in address.splitlines() if line.strip()]


def _name_of(payer: Organisation, about: SchoolFacts | None, on: date) -> str:
    if payer.kind != OrganisationKind.SCHOOL:
        return payer.name
    return about.name if about and about.school_id == payer.pk else facts_on(payer, on).name
