"""What finance fills in: payments, VAT rules, the council's details."""

from decimal import Decimal
from typing import Any

from django import forms

from essex_portal.ui.forms import AffixInput, DateField, MoneyField, PortalForm
from traded_assessment.einvoice import address_choices
from traded_assessment.services.supplier import Supplier
from traded_assessment.services.vat_rules import NewVatRule
from traded_assessment.states import Product, Tier, VatCategory

TICKED = {"true": "Yes, until the VAT officer confirms it", "false": "No, it is settled"}


class PaymentsForm(PortalForm):
    """Several invoices, each paid in full."""

    received_on = DateField(label="Date received", name="Date received")
    reference = forms.CharField(
        label="Reference",
        max_length=80,
        help_text="As it stands on the bank statement",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )


class PaymentForm(PaymentsForm):
    """One invoice, in full or in part."""

    amount = MoneyField(label="Amount", min_value=Decimal("0.01"), help_text="Change it when less or more was paid")
    into_credit = forms.BooleanField(
        label="It is more than is owed: keep the rest in credit",
        required=False,
        help_text="To pay it back, or to use it for another invoice",
    )
    field_order = ("received_on", "amount", "reference", "into_credit")


class VatRuleForm(PortalForm):
    """A rule to add; leave product or customer open for all of them."""

    mark_optional = False  # the hints say when an answer is needed

    product = forms.ChoiceField(label="Product", choices=[("", "Any product"), *Product.choices], required=False)
    tier = forms.ChoiceField(label="Customer", choices=[("", "Any customer"), *Tier.choices], required=False)
    category = forms.ChoiceField(label="VAT treatment", choices=VatCategory.choices, widget=forms.RadioSelect)
    rate = forms.DecimalField(
        label="Rate",
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(100),
        max_digits=5,
        decimal_places=2,
        help_text="For the standard rate only",
        widget=AffixInput(suffix="%", attrs={"class": "govuk-input--width-4", "inputmode": "decimal"}),
    )
    reason = forms.CharField(
        label="Reason", required=False, max_length=200, help_text="Printed on the invoice when no VAT is charged"
    )
    valid_from = DateField(label="First day")
    valid_to = DateField(label="Last day", required=False, help_text="Leave it empty until further notice")
    provisional = forms.TypedChoiceField(
        label="Is this treatment provisional?",
        choices=list(TICKED.items()),
        coerce=lambda value: value == "true",
        widget=forms.RadioSelect,
        help_text="A provisional treatment is called so on the invoice",
    )
    authority = forms.CharField(
        label="Who ruled it", max_length=120, help_text="An office, and the date or reference of its ruling"
    )

    def rule(self) -> NewVatRule:
        """The valid answers as the service takes them."""
        answers: dict[str, Any] = self.cleaned_data
        category = VatCategory(answers["category"])
        return NewVatRule(**answers | {"category": category, "rate": answers["rate"] or Decimal(0)})


class EndVatRuleForm(PortalForm):
    last_on = DateField(label="Last day", help_text="The rule still counts on this day")
    reason = forms.CharField(label="Why it ends", max_length=200)


class SupplierForm(PortalForm):
    name = forms.CharField(label="Name", max_length=120)
    address = forms.CharField(label="Address", widget=forms.Textarea(attrs={"rows": 5}), max_length=500)
    vat_number = forms.CharField(
        label="VAT registration number",
        max_length=20,
        required=False,
        help_text="Printed when VAT is charged or a supply is exempt",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )
    contact = forms.CharField(
        label="Contact for questions", max_length=200, help_text="An office with its email address or telephone number"
    )
    contact_email = forms.EmailField(label="Email address for questions", required=False, help_text="For e-invoices")
    contact_telephone = forms.CharField(
        label="Telephone number for questions",
        max_length=40,
        required=False,
        help_text="For e-invoices",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )
    identifier = forms.CharField(
        label="Identifier of the council",
        max_length=40,
        required=False,
        help_text="Such as the county’s ONS code: shown where an e-invoice cannot carry the VAT number",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )
    endpoint_scheme = forms.ChoiceField(
        label="Kind of electronic address",
        choices=address_choices,
        required=False,
        help_text="Where the council receives e-invoices in the Peppol network",
    )
    endpoint_id = forms.CharField(
        label="Electronic address",
        max_length=50,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )
    payment_days = forms.IntegerField(
        label="Days to pay",
        min_value=1,
        max_value=180,
        widget=AffixInput(suffix="days", attrs={"class": "govuk-input--width-3", "inputmode": "numeric"}),
    )
    valid_from = DateField(label="First day", help_text="Invoices issued from this day on show these details")

    def details(self) -> Supplier:
        """The valid answers as the service takes them."""
        return Supplier(**{name: value for name, value in self.cleaned_data.items() if name != "valid_from"})
