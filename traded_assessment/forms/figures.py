"""Which figures are looked at. Both forms live in the address."""

from collections.abc import Sequence
from typing import Any

from django import forms

from essex_portal.ui.filters import FilterForm
from traded_assessment.periods import Period
from traded_assessment.queries.figures import TIERS


class YearForm(FilterForm):
    """An academic year; the first one where the address has none."""

    year = forms.ChoiceField(label="Academic year", required=False)

    def __init__(self, data: Any, *, years: Sequence[str]) -> None:
        super().__init__(data)
        self.years = years
        field: Any = self.fields["year"]
        field.choices = [(year, year) for year in years]

    def chosen_year(self, usual: str) -> str:
        self.is_valid()
        return self.cleaned_data.get("year") or usual


class RowsForm(YearForm):
    """And a half term and a tier."""

    half_term = forms.ChoiceField(label="Half term", required=False)
    tier = forms.ChoiceField(label="Price for", required=False)

    def __init__(self, data: Any, *, years: Sequence[str], periods: Sequence[Period], has_tier: bool) -> None:
        super().__init__(data, years=years)
        half_term: Any = self.fields["half_term"]
        tier: Any = self.fields["tier"]
        half_term.choices = [("", "The whole year"), *((one.key, one.name) for one in periods if one.key)]
        tier.choices = [("", "All"), *TIERS]
        if not has_tier:
            del self.fields["tier"]
