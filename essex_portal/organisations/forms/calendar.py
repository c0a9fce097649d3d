import re

from django import forms
from django.core.exceptions import ValidationError

from essex_portal.organisations.services.calendar import NAMES, NewHalfTerm
from essex_portal.school_calendar import academic_year_dates
from essex_portal.ui.forms import DateField, PortalForm


class HalfTermForm(PortalForm):
    first_on = DateField(label="First day")
    last_on = DateField(label="Last day")
    provisional = forms.BooleanField(
        label="Provisional", required=False, help_text="The council has not published these dates yet."
    )
    reason = forms.CharField(
        label="Why the dates change",
        max_length=300,
        error_messages={"required": "Enter why the dates change"},
        help_text="It is kept in the history of this half term.",
    )


class AcademicYearForm(PortalForm):
    """A year and its six half terms: `first_on_1`, `last_on_1` … `last_on_6`."""

    academic_year = forms.CharField(
        label="Academic year",
        help_text="For example, 2023/24",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5"}),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for number, name in enumerate(NAMES, start=1):
            self.fields[f"first_on_{number}"] = DateField(label=f"{name}: first day", name=f"{name}: first day")
            self.fields[f"last_on_{number}"] = DateField(label=f"{name}: last day", name=f"{name}: last day")
        self.fields["provisional"] = forms.BooleanField(
            label="Provisional", required=False, help_text="The council has not published these dates yet."
        )

    def clean_academic_year(self) -> str:
        year = re.sub(r"\s*[-–/]\s*", "/", self.cleaned_data["academic_year"])
        try:
            academic_year_dates(year)
        except ValueError:
            raise ValidationError("Academic year must be like 2023/24") from None
        return year

    def half_terms(self) -> list[NewHalfTerm]:
        """The six half terms of a valid form."""
        return [
            NewHalfTerm(number, self.cleaned_data[f"first_on_{number}"], self.cleaned_data[f"last_on_{number}"])
            for number in range(1, len(NAMES) + 1)
        ]
