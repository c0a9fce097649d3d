"""How a school is billed, as finance sets it. What is billed already stays as it is."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.audit.services import record
from essex_portal.organisations.models import Organisation
from essex_portal.organisations.states import OrganisationKind
from traded_assessment.einvoice import ElectronicAddress, address_fault
from traded_assessment.models import BillingTerms
from traded_assessment.queries.billing import terms_of
from traded_assessment.states import Billing, Settlement


class BillingTermsRefused(Exception):
    """Nothing was changed; `str()` says why, `field` is the answer at fault."""

    def __init__(self, words: str, *, field: str) -> None:
        super().__init__(words)
        self.field = field


@dataclass(frozen=True)
class NewTerms:
    """`payer` None: the school itself, or the organisation named by `other_payer`, which may be new to the portal."""

    billing: Billing
    payer: Organisation | None = None
    other_payer: str = ""
    payer_address: str = ""
    together: bool = False
    settlement: Settlement = Settlement.INVOICE
    cost_centre: str = ""
    purchase_order_needed: bool = False
    contact_office: str = ""
    contact_email: str = ""
    buyer_reference: str = ""
    endpoint_scheme: str = ""
    endpoint_id: str = ""

    @property
    def pays_itself(self) -> bool:
        return self.payer is None and not self.other_payer


AS_THEY_ARE = (
    "billing", "payer_address", "together", "settlement", "cost_centre", "purchase_order_needed", "contact_office",
    "contact_email", "buyer_reference", "endpoint_scheme", "endpoint_id",
)  # fmt: skip


@transaction.atomic
def change_billing_terms(*, school: Organisation, terms: NewTerms, by: Any) -> BillingTerms:
    """Bill the school like this from now on, also for orders that are not billed yet.

    Raises BillingTermsRefused, PermissionDenied. Source: domain.md B7, B14, B22.
    """
    if not holds(by, Permission.MANAGE_BILLING):
        raise PermissionDenied
    _check(terms)
    kept = BillingTerms.objects.select_for_update(of=("self",)).filter(school=school).first() or terms_of(school)
    before = _shown(kept)
    kept.payer = terms.payer or _other_payer(terms.other_payer)
    for name in AS_THEY_ARE:
        setattr(kept, name, getattr(terms, name))
    kept.save()
    _audit(kept, before, by)
    return kept


def _check(terms: NewTerms) -> None:
    if terms.settlement == Settlement.JOURNAL and not terms.cost_centre:
        raise BillingTermsRefused("Enter the cost centre that is recharged", field="cost_centre")
    if terms.settlement == Settlement.JOURNAL and not terms.pays_itself:
        raise BillingTermsRefused("A school that is recharged by journal pays itself", field="payer")
    if terms.together and terms.pays_itself:
        raise BillingTermsRefused("Only another payer can get one invoice for several schools", field="together")
    if terms.together and terms.billing == Billing.BY_ORDER:
        raise BillingTermsRefused("One invoice for several schools cannot follow each order", field="together")
    if not terms.pays_itself and not terms.payer_address:
        raise BillingTermsRefused("Enter the address of who pays", field="payer_address")
    if fault := address_fault(ElectronicAddress(terms.endpoint_scheme, terms.endpoint_id)):
        raise BillingTermsRefused(fault, field="endpoint_id" if terms.endpoint_scheme else "endpoint_scheme")


def _other_payer(name: str) -> Organisation | None:
    """The trust or other body of this name, made when the portal has none; None for no name."""
    if not name:
        return None
    bodies = Organisation.objects.filter(kind__in=(OrganisationKind.TRUST, OrganisationKind.OTHER))
    return bodies.filter(name__iexact=name).first() or Organisation.objects.create(
        kind=OrganisationKind.OTHER, name=name
    )


def _audit(kept: BillingTerms, before: dict[str, Any], by: Any) -> None:
    after = _shown(kept)
    changed = [name for name in after if after[name] != before[name]]
    record(
        event="billing_terms.changed",
        target=kept,
        by=by,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )


def _shown(terms: BillingTerms) -> dict[str, Any]:
    payer = terms.payer.name if terms.payer else ""
    return {"payer": payer} | {name: getattr(terms, name) for name in AS_THEY_ARE}
