"""What finance answers about a bank's file: the file, its columns, and what a doubtful row is for."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from essex_portal.ui.forms import PortalForm
from traded_assessment.matching import Columns, DateOrder, Sheet, numbers_in
from traded_assessment.matching.reading import LIMITS

OTHER = "other"


class BankFileForm(PortalForm):
    file = forms.FileField(
        label="File",
        help_text="The export of your bank or finance system as CSV, up to 5 MB and 5,000 rows",
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv,text/plain"}),
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LIMITS.bytes:
            raise ValidationError("The selected file must be smaller than 5 MB. Send a shorter period")
        return file


class ColumnsForm(PortalForm):
    """Which column is what. The choices are the headings of the file."""

    day = forms.ChoiceField(label="Date received")
    date_order = forms.ChoiceField(
        label="How dates are written",
        choices=[(order.value, order.words) for order in DateOrder],
        widget=forms.RadioSelect,
    )
    amount = forms.ChoiceField(label="Amount received", help_text="Money in. An amount below nought is money out")
    paid_out = forms.ChoiceField(
        label="Amount paid out", required=False, help_text="Where money out has a column of its own"
    )
    words = forms.MultipleChoiceField(
        label="Where to look for invoice numbers",
        help_text="The bank’s text, the payer’s reference, and so on",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select at least one column in which to look for invoice numbers"},
    )
    save_as = forms.CharField(
        label="Remember this choice as",
        required=False,
        max_length=60,
        help_text="Such as the name of the bank. The next file with the same columns is filled in like this one",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )
    small = {"words"}

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        headings = [(heading, heading) for heading in sheet.headings]
        for name in ("day", "amount", "words"):
            self.fields[name].choices = headings  # type: ignore[attr-defined]
        self.fields["paid_out"].choices = [("", "None"), *headings]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if answers.get("amount") and answers["amount"] == answers.get("paid_out"):
            self.add_error("paid_out", "Select another column than the one of the amount received, or none")
        if answers.get("amount") and answers["amount"] == answers.get("day"):
            self.add_error("amount", "Select another column than the one of the date")
        return answers

    def columns(self) -> Columns:
        """The valid answers as the service takes them."""
        answers = self.cleaned_data
        order = DateOrder(answers["date_order"])
        return Columns(answers["day"], answers["amount"], tuple(answers["words"]), order, answers["paid_out"])


def answers_of(columns: Columns) -> dict[str, Any]:
    """The columns as the form's answers."""
    return {
        "day": columns.day,
        "amount": columns.amount,
        "paid_out": columns.paid_out,
        "words": list(columns.words),
        "date_order": columns.date_order.value,
    }


class RowForm(PortalForm):
    """What a doubtful row is for: one of the suggestions, or other invoices."""

    choice = forms.ChoiceField(label="Which invoices is this payment for?", widget=forms.RadioSelect)
    numbers = forms.CharField(
        label="Other invoices",
        required=False,
        max_length=500,
        help_text="Such as INV-2021-000001. Of several, each gets what it asks for, and the last one the rest",
    )

    def __init__(self, *args: Any, suggestions: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["choice"].choices = [*suggestions, (OTHER, "Other invoices")]  # type: ignore[attr-defined]
        if not suggestions:
            self.fields["choice"].initial = OTHER

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if answers.get("choice") == OTHER and not numbers_in(answers.get("numbers", "")):
            self.add_error("numbers", "Enter the number of an invoice, such as INV-2021-000001")
        return answers

    def chosen(self) -> tuple[str, ...]:
        """The numbers of the invoices, in the order in which they get money."""
        answers = self.cleaned_data
        return numbers_in(answers["numbers"] if answers["choice"] == OTHER else answers["choice"])


class SetAsideForm(PortalForm):
    reason = forms.CharField(
        label="Why is it set aside?",
        max_length=200,
        help_text="Such as: rent of a hall, not training",
        error_messages={"required": "Enter why it is set aside"},
    )
