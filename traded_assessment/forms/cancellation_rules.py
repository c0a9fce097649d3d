"""What the training office fills in about cancelling."""

from datetime import date
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory

from essex_portal.ui.forms import AffixInput, DateField, PortalForm
from traded_assessment.cancellation import Band, Policy
from traded_assessment.models import CancellationPolicy
from traded_assessment.services.cancellation_policies import NewPolicy
from traded_assessment.states import DayKind, Product

MOST_BANDS = 8
MOST_DAYS = 120
NARROW = {"class": "govuk-input--width-4", "inputmode": "numeric"}


class PolicyForm(PortalForm):
    valid_from = DateField(label="First day", help_text="For what is ordered from this day on")
    days = forms.ChoiceField(
        label="Which days count?",
        choices=DayKind.choices,
        widget=forms.RadioSelect,
        help_text="School days are those of the county’s calendar",
    )
    other_courses = forms.BooleanField(
        label="A booking may also move to other training that is sold in the same way", required=False
    )
    reason = forms.CharField(
        label="Why do the rules change?",
        max_length=300,
        help_text="Kept in the history",
        error_messages={"required": "Say why the rules change"},
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, row: CancellationPolicy | None, tomorrow: date, **kwargs: Any) -> None:
        initial = {"valid_from": tomorrow, "days": DayKind.WORKING}
        if row is not None:
            initial |= {"days": row.days, "other_courses": row.other_courses}
        super().__init__(*args, initial=initial, **kwargs)


class BandForm(PortalForm):
    """One band. A row left empty is none."""

    mark_optional = False

    at_least = forms.IntegerField(
        label="Days before the session, at least",
        min_value=0,
        max_value=MOST_DAYS,
        widget=forms.TextInput(attrs=NARROW),
        error_messages={"required": "Enter the number of days, or clear the row"},
    )
    charge_percent = forms.IntegerField(
        label="Charge",
        min_value=0,
        max_value=100,
        widget=AffixInput(suffix="%", attrs=NARROW),
        error_messages={"required": "Enter the charge, 0 for none"},
    )
    may_move = forms.BooleanField(label="The booking may move to another date", required=False)


class BaseBandFormSet(BaseFormSet):
    item_name = "Band"

    @property
    def bands(self) -> tuple[Band, ...]:
        """The bands, the most days first. Only after `is_valid`."""
        rows = [Band(**form.cleaned_data) for form in self.forms if form.has_changed() and form.cleaned_data]
        return tuple(sorted(rows, key=lambda band: -band.at_least))

    def initial_form_count(self) -> int:
        return 0 if self.is_bound else super().initial_form_count()

    def clean(self) -> None:
        if any(self.errors):
            return
        try:
            Policy(DayKind.WORKING, self.bands)
        except ValueError:
            raise forms.ValidationError(
                "One band must begin 0 days before the session, no two on the same day, and the charge must not fall "
                "as the session comes near"
            ) from None


BandFormSet: Any = formset_factory(
    BandForm, formset=BaseBandFormSet, extra=2, max_num=MOST_BANDS, absolute_max=MOST_BANDS
)


def new_policy(product: Product, form: PolicyForm, formset: BaseBandFormSet) -> NewPolicy:
    """What two valid forms say."""
    given = form.cleaned_data
    policy = Policy(DayKind(given["days"]), formset.bands, given["other_courses"])
    return NewPolicy(product, given["valid_from"], policy, given["reason"])
