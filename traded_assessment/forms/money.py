"""What is asked about an invoice after it is issued: credits, refunds, disputes, write-offs."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from essex_portal.money import Money
from essex_portal.ui.filters import FilterForm
from essex_portal.ui.forms import DateField, MoneyField, PortalForm
from traded_assessment.ageing import WAYS
from traded_assessment.invoice_words import pence
from traded_assessment.models import Invoice
from traded_assessment.services.finance_credits import LineLeft
from traded_assessment.states import DisputeOutcome

PENNY = Decimal("0.01")


def reason_field(label: str, *, most: int = 500, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": 3}), **more)


class PeriodForm(FilterForm):
    """The days of a statement, both inclusive; what is left out or wrong is the usual period."""

    first_on = DateField(label="From", required=False)
    last_on = DateField(label="To", required=False)

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        first_on, last_on = answers.get("first_on"), answers.get("last_on")
        if first_on and last_on and last_on < first_on:
            self.add_error("last_on", "The last day must not be before the first")
        return answers

    def period(self, first_on: date, last_on: date) -> tuple[date, date]:
        """The days asked for, or these."""
        if not self.is_valid():
            return first_on, last_on
        found = self.cleaned_data["first_on"] or first_on, self.cleaned_data["last_on"] or last_on
        return found if found[0] <= found[1] else (found[1], found[1])


class AgedDebtForm(FilterForm):
    as_at = DateField(label="At the end of", name="The day", required=False)
    by = forms.ChoiceField(label="By", choices=[(way, words) for way, (words, _) in WAYS.items()], required=False)


class CreditForm(PortalForm):
    """A box for each line of the invoice; `nets()` says by position how much comes off, before VAT."""

    mark_optional = False

    whole = forms.BooleanField(required=False)
    reason = reason_field("Why", most=300, help_text="Printed on the credit note, so the school reads it")

    def __init__(self, *args: Any, lines: Sequence[LineLeft], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = [one for one in lines if one.left]
        left = sum((one.left for one in self.lines), Decimal(0))
        self.fields["whole"].label = f"Credit all of it: {pence(left)} before VAT"
        for one in self.lines:
            self.fields[_name(one)] = MoneyField(
                label=one.line.description,
                required=False,
                max_value=one.left,
                help_text=_hint(one),
                error_messages={"max_value": f"Amount must be {pence(one.left)} or less: that is what is left of it"},
            )
        self.order_fields(["whole", *(_name(one) for one in self.lines), "reason"])

    def nets(self) -> dict[int, Money]:
        """Pounds before VAT by the line's position, of the valid answers."""
        if self.cleaned_data["whole"]:
            return {one.line.position: one.left for one in self.lines}
        amounts = {one.line.position: self.cleaned_data[_name(one)] for one in self.lines}
        return {position: amount for position, amount in amounts.items() if amount}


def _name(one: LineLeft) -> str:
    return f"line_{one.line.position}"


def _hint(one: LineLeft) -> str:
    before = f"{pence(one.credited)} came off already, " if one.credited else ""
    return f"{before}{pence(one.left)} before VAT can come off"


class RefundForm(PortalForm):
    paid_on = DateField(label="Date paid back", name="Date paid back")
    amount = MoneyField(label="Amount", min_value=PENNY)
    reference = forms.CharField(
        label="Reference",
        max_length=80,
        help_text="Of the transfer, as it stands on the bank statement",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )


class UseCreditForm(PortalForm):
    target = forms.ChoiceField(label="For which invoice?", widget=forms.RadioSelect)

    def __init__(self, *args: Any, invoices: Iterable[Invoice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.number, f"{one.number}: {pence(one.outstanding)} is left to pay") for one in invoices]
        self.fields["target"].choices = choices  # type: ignore[attr-defined]


class DisputeForm(PortalForm):
    reason = reason_field("What is wrong with it?", help_text="Finance answers, and stops reminding until then")


class FinanceDisputeForm(PortalForm):
    reason = reason_field("What does the school say?", help_text="Nobody is reminded of the invoice until you answer")


class CloseDisputeForm(PortalForm):
    outcome = forms.ChoiceField(label="How does it end?", choices=DisputeOutcome.choices, widget=forms.RadioSelect)
    answer = reason_field("Your answer", help_text="The school gets it by email")


class WriteOffForm(PortalForm):
    amount = MoneyField(label="Amount", min_value=PENNY)
    reason = reason_field("Why the council should stop asking for it")


class DecideWriteOffForm(PortalForm):
    """`decision` is approve or refuse; a refusal says why."""

    decision = forms.ChoiceField(
        label="What do you decide?",
        choices=[("approve", "Write it off"), ("refuse", "Keep asking for the money")],
        widget=forms.RadioSelect,
    )
    answer = reason_field("Why not", required=False, help_text="When you keep asking for the money")
    mark_optional = False

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if answers.get("decision") == "refuse" and not answers.get("answer"):
            self.add_error("answer", "Enter why the council keeps asking for the money")
        return answers
