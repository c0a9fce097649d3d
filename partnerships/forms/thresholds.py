"""Where the county draws its lines."""

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from django import forms

from essex_portal.ui.forms import AffixInput, PortalForm
from partnerships.results import Thresholds


def _level(label: str, **more: Any) -> forms.DecimalField:
    """A figure on the scale from 1 to 4."""
    widget = forms.TextInput(attrs={"class": "govuk-input--width-4", "inputmode": "decimal"})
    return forms.DecimalField(label=label, decimal_places=2, widget=widget, **more)


class ThresholdsForm(PortalForm):
    strength_mean = _level("A strength has a mean of at least", min_value=1, max_value=4)
    strength_gap = _level("Its answers lie apart by at most", min_value=0, max_value=3)
    risk_mean = _level("A risk has a mean below", min_value=1, max_value=4)
    unsure_percent = forms.IntegerField(
        label="It is also a risk when more than this share does not know",
        min_value=0,
        max_value=100,
        widget=AffixInput(suffix="%", attrs={"class": "govuk-input--width-4"}),
    )
    apart_gap = _level("Schools see it differently when answers lie apart by at least", min_value=1, max_value=3)
    apart_deviation = _level("The standard deviation is then at least", min_value=0, max_value=Decimal("1.5"))
    movement = _level("A mean has moved when it changed by at least", min_value=Decimal("0.01"), max_value=3)

    def __init__(self, data: Any, *, in_force: Thresholds) -> None:
        super().__init__(data, initial=asdict(in_force))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        weak, strong = given.get("risk_mean"), given.get("strength_mean")
        if weak is not None and strong is not None and strong <= weak:
            self.add_error("strength_mean", f"A strength must lie above a risk: enter more than {weak}")
        return given

    def facts(self) -> Thresholds:
        return Thresholds(**self.cleaned_data)
