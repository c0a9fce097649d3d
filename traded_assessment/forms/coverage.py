"""Looking at who is trained, and keeping the duties."""

from typing import Any

from django import forms

from essex_portal.organisations.models import EstablishmentType
from essex_portal.school_calendar import academic_year_of
from essex_portal.ui.filters import FilterForm
from essex_portal.ui.forms import DateField, PortalForm
from traded_assessment.forms.office import whole_number
from traded_assessment.groupings import groupings
from traded_assessment.models import Duty, DutyWindow
from traded_assessment.queries.coverage import Asked
from traded_assessment.services.duties import DutyFacts, WindowFacts
from traded_assessment.states import Coverage


class CoverageForm(FilterForm):
    """What of the county is looked at. It lives in the address; what it does not know is left out of account."""

    duty = forms.ChoiceField(label="Duty", required=False)
    year = forms.ChoiceField(label="Academic year", required=False)
    by = forms.ChoiceField(label="Count by", required=False)
    state = forms.ChoiceField(label="Who is trained", required=False)
    group = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, duties: list[Duty], years: list[str]) -> None:
        super().__init__(data)
        self.duties = {str(duty.pk): duty for duty in duties}
        self.years = years
        choices = {
            "duty": [(key, duty.name) for key, duty in self.duties.items()],
            "year": [(year, year) for year in years],
            "by": [(key, grouping.words) for key, grouping in groupings().items()],
            "state": [("", "All"), *Coverage.choices],
        }
        for name, options in choices.items():
            field: Any = self.fields[name]
            field.choices = options

    def asked(self, this_year: str) -> Asked:
        """What is asked, with the first duty and this year where nothing is. There must be a duty."""
        self.is_valid()
        given = self.cleaned_data
        duty = self.duties.get(given.get("duty", ""), next(iter(self.duties.values())))
        year, by = given.get("year") or this_year, given.get("by") or next(iter(groupings()))
        group = given.get("group", "")
        return Asked(duty, year, by, group if group.startswith(f"{by}-") else "", given.get("state", ""))

    @staticmethod
    def address_of(asked: Asked) -> dict[str, str]:
        """The same as an address."""
        return {
            "duty": str(asked.duty.pk),
            "year": asked.academic_year,
            "by": asked.by,
            "group": asked.group,
            "state": asked.state,
        }


class DutyForm(PortalForm):
    name = forms.CharField(label="Name", max_length=60)
    year_group = whole_number("Year group that is assessed", max_value=13)
    type_groups = forms.TypedMultipleChoiceField(
        label="Kinds of school that have to do it", coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = EstablishmentType.objects.exclude(group_code=None).order_by("group_name")
        field: Any = self.fields["type_groups"]
        field.choices = list(groups.values_list("group_code", "group_name").distinct())
        field.error_messages["required"] = "Select at least one kind of school"

    @classmethod
    def initial_of(cls, duty: Duty) -> dict[str, Any]:
        return {name: getattr(duty, name) for name in cls.base_fields}

    def facts(self) -> DutyFacts:
        return DutyFacts(**self.cleaned_data)


class WindowForm(PortalForm):
    """When a duty is carried out."""

    opens_on = DateField(label="First day")
    closes_on = DateField(label="Last day")
    provisional = forms.BooleanField(
        label="These dates are provisional", required=False, help_text="Pages say so until you confirm them"
    )

    @classmethod
    def initial_of(cls, window: DutyWindow) -> dict[str, Any]:
        return {name: getattr(window, name) for name in cls.base_fields}

    def facts(self, academic_year: str) -> WindowFacts:
        """What a valid form says. A new window is of the year that its first day is in (empty `academic_year`)."""
        given = self.cleaned_data
        return WindowFacts(academic_year or academic_year_of(given["opens_on"]), **given)
