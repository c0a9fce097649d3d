"""The council's details as invoices show them, from a day on."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.forms.models import model_to_dict

from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.audit.services import record
from essex_portal.ui.words import date_words
from traded_assessment.einvoice import ElectronicAddress, address_fault
from traded_assessment.models import SupplierDetails, VatRule
from traded_assessment.states import VatCategory


class SupplierRefused(Exception):
    """Nothing was changed; `str()` says why, `field` is the answer at fault."""

    def __init__(self, words: str, *, field: str) -> None:
        super().__init__(words)
        self.field = field


@dataclass(frozen=True)
class Supplier:
    """What invoices say of the council; `payment_days` after the day of issue it is due. E-invoices say the rest."""

    name: str
    address: str
    vat_number: str
    contact: str
    payment_days: int
    contact_email: str = ""
    contact_telephone: str = ""
    identifier: str = ""
    endpoint_scheme: str = ""
    endpoint_id: str = ""


@transaction.atomic
def change_supplier(*, details: Supplier, valid_from: date, by: Any, today: date) -> SupplierDetails:
    """Show these details on invoices issued from a day on; today's and coming ones may be changed again.

    Issued invoices keep what they show. Raises SupplierRefused, PermissionDenied. Source: domain.md B6, B7.
    """
    if not holds(by, Permission.MANAGE_VAT_RULES):
        raise PermissionDenied
    if valid_from < today and SupplierDetails.objects.exists():
        raise SupplierRefused(f"First day must be today, {date_words(today)}, or later", field="valid_from")
    if fault := address_fault(ElectronicAddress(details.endpoint_scheme, details.endpoint_id)):
        raise SupplierRefused(fault, field="endpoint_id")
    if not details.vat_number and _taxes_from(valid_from):
        raise SupplierRefused(
            "Enter the VAT registration number: a VAT rule is in force that invoices must show it for",
            field="vat_number",
        )
    before = SupplierDetails.objects.filter(valid_from__lte=valid_from).first()
    changed, _ = SupplierDetails.objects.update_or_create(valid_from=valid_from, defaults=vars(details))
    record(
        event="supplier.changed",
        target=changed,
        by=by,
        before=_shown(before) if before else None,
        after=_shown(changed),
    )
    return changed


def _taxes_from(day: date) -> bool:
    """Whether a rule for anything within the scope of VAT is in force on a day, or begins later."""
    ended = Q(valid_to__lt=day)
    return VatRule.objects.exclude(ended).exclude(category=VatCategory.OUTSIDE_SCOPE).exists()


def _shown(details: SupplierDetails) -> dict[str, Any]:
    return model_to_dict(details, exclude=["id"])
