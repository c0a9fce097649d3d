"""What the training office asks for when it plans many sessions at once. Both forms live in the address."""

from typing import Any

from django import forms

from essex_portal.school_calendar import HalfTerm
from essex_portal.ui.forms import PortalForm, TimeField
from traded_assessment.forms.office import whole_number
from traded_assessment.models import Course
from traded_assessment.planning import WEEKDAYS
from traded_assessment.queries.planning import Series

MOST_WEEKS = 8


class SeriesForm(PortalForm):
    """Courses, half terms, and when in them. `half_terms` are those that may be chosen."""

    courses = forms.ModelMultipleChoiceField(
        label="Courses", queryset=Course.objects.all(), widget=forms.CheckboxSelectMultiple
    )
    half_terms = forms.MultipleChoiceField(label="Half terms", widget=forms.CheckboxSelectMultiple)
    week = forms.TypedChoiceField(
        label="Week of the half term",
        coerce=int,
        choices=[(number, f"Week {number}") for number in range(1, MOST_WEEKS + 1)],
        help_text="The first course is in this week, each further course a week later",
    )
    weekday = forms.TypedChoiceField(
        label="Day", coerce=int, choices=[(number, name) for number, name in enumerate(WEEKDAYS[:5])]
    )
    starts = TimeField(label="Starts", help_text="For example, 4pm")
    capacity = whole_number("Places at each session")
    small = frozenset({"courses", "half_terms"})

    def __init__(self, *args: Any, half_terms: list[HalfTerm], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.terms = {f"{term.academic_year}-{term.number}": term for term in half_terms}
        field: Any = self.fields["half_terms"]
        field.choices = [(key, term.title) for key, term in self.terms.items()]
        self.fields["courses"].error_messages["required"] = "Select at least one course"
        field.error_messages["required"] = "Select at least one half term"

    def series(self) -> Series:
        """What a valid form asks for."""
        given = self.cleaned_data
        return Series(
            courses=list(given["courses"]),
            half_terms=[self.terms[key] for key in given["half_terms"]],
            week=given["week"],
            weekday=given["weekday"],
            starts=given["starts"],
            capacity=given["capacity"],
        )


class YearCopyForm(PortalForm):
    """From which year to which."""

    source = forms.ChoiceField(label="Copy the sessions of")
    target = forms.ChoiceField(
        label="To", help_text="Only years whose term dates are in the calendar. An administrator adds them"
    )
    mark_optional = False

    def __init__(self, *args: Any, sources: list[str], targets: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, years in (("source", sources), ("target", targets)):
            field: Any = self.fields[name]
            field.choices = [(year, year) for year in years]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("source") and cleaned.get("source") == cleaned.get("target"):
            self.add_error("target", "Select another year than the one that is copied")
        return cleaned
