"""What finance fills in about how schools are billed."""

from typing import Any

from django import forms

from essex_portal.organisations.models import Organisation
from essex_portal.ui.forms import DateField, PortalForm
from traded_assessment.einvoice import address_choices
from traded_assessment.models import BillingTerms
from traded_assessment.services.billing_terms import AS_THEY_ARE, NewTerms
from traded_assessment.states import Billing, Settlement

SCHOOL, TRUST, OTHER = "school", "trust", "other"
WIDE = {"class": "govuk-input--width-20"}


class PeriodForm(PortalForm):
    """Up to which day an invoice run bills."""

    period_end = DateField(
        label="Last day of the period", help_text="Orders up to this day are billed, usually the end of a month"
    )


class PurchaseOrderForm(PortalForm):
    number = forms.CharField(label="Purchase order number", max_length=40, widget=forms.TextInput(attrs=WIDE))


class NothingToBillForm(PortalForm):
    why = forms.CharField(label="Why there is nothing to bill", max_length=300)


class ManifestForm(PortalForm):
    manifest = forms.FileField(label="Manifest of an invoice run", help_text="The CSV file as the portal made it")


class BillingTermsForm(PortalForm):
    """One school's terms. The trust is offered when the register knows one."""

    option_hints = {
        "billing": {
            Billing.MONTHLY: "Orders wait for the invoice run at the end of the month",
            Billing.AFTER_EVENT: "Sessions wait until they are over; a subscription is billed at the next invoice run",
        },
        "settlement": {Settlement.JOURNAL: "For what is outside the scope of VAT. Anything else is invoiced"},
    }

    billing = forms.ChoiceField(label="When is the school billed?", choices=Billing.choices, widget=forms.RadioSelect)
    payer = forms.ChoiceField(label="Who pays?", widget=forms.RadioSelect)
    other_payer = forms.CharField(
        label="Name of the other organisation", max_length=200, required=False, help_text="If another organisation pays"
    )
    payer_address = forms.CharField(
        label="Address of who pays",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="If the trust or another organisation pays. A school’s own address comes from the register",
    )
    together = forms.BooleanField(
        label="Bill it together with the payer’s other schools",
        required=False,
        help_text="One invoice for all of them. None of the schools sees it",
    )
    settlement = forms.ChoiceField(
        label="How does the school settle?", choices=Settlement.choices, widget=forms.RadioSelect
    )
    cost_centre = forms.CharField(
        label="Cost centre",
        max_length=20,
        required=False,
        help_text="If it is recharged by journal",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )
    purchase_order_needed = forms.BooleanField(
        label="An order needs a purchase order number",
        required=False,
        help_text="Nobody can book for the school without one",
    )
    contact_office = forms.CharField(
        label="Office that deals with invoices", max_length=120, required=False, help_text="An office, not a person"
    )
    contact_email = forms.EmailField(
        label="Email address for invoices",
        required=False,
        help_text="We send invoices there, else we tell the headteacher. For schools billed together: the payer’s",
    )
    buyer_reference = forms.CharField(
        label="Buyer reference",
        max_length=60,
        required=False,
        help_text="What the payer wants to read on an e-invoice",
        widget=forms.TextInput(attrs=WIDE),
    )
    endpoint_scheme = forms.ChoiceField(
        label="Kind of e-invoice address",
        choices=address_choices(),
        required=False,
        help_text="For e-invoices over Peppol",
    )
    endpoint_id = forms.CharField(
        label="E-invoice address", max_length=60, required=False, widget=forms.TextInput(attrs=WIDE)
    )

    def __init__(self, *args: Any, school: Organisation, kept: BillingTerms, **kwargs: Any) -> None:
        self.trust = school.school.trust
        super().__init__(*args, initial=_initial(kept, self.trust), **kwargs)
        trusts = [(TRUST, f"Its trust, {self.trust.name}")] if self.trust else []
        self.fields["payer"].choices = [(SCHOOL, "The school"), *trusts, (OTHER, "Another organisation")]  # type: ignore[attr-defined]

    def clean(self) -> None:
        if self.cleaned_data.get("payer") == OTHER and not self.cleaned_data.get("other_payer"):
            self.add_error("other_payer", "Enter the name of the organisation that pays")

    def terms(self) -> NewTerms:
        """The valid answers as the service takes them."""
        answers = self.cleaned_data
        payer = answers["payer"]
        return NewTerms(
            **{name: answers[name] for name in AS_THEY_ARE if name != "payer_address"},
            payer=self.trust if payer == TRUST else None,
            other_payer=answers["other_payer"] if payer == OTHER else "",
            payer_address="" if payer == SCHOOL else answers["payer_address"],
        )


def _initial(kept: BillingTerms, trust: Organisation | None) -> dict[str, Any]:
    given = {name: getattr(kept, name) for name in AS_THEY_ARE}
    if kept.payer is None:
        return given | {"payer": SCHOOL}
    if trust is not None and kept.payer_id == trust.pk:
        return given | {"payer": TRUST}
    return given | {"payer": OTHER, "other_payer": kept.payer.name}
