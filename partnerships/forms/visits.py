"""What schools and leads fill in about peer review visits."""

from typing import Any

from django import forms

from essex_portal.organisations.models import Organisation
from essex_portal.organisations.states import OrganisationKind
from essex_portal.ui.forms import DateField, PortalForm, TimeField
from partnerships.forms.lines import LinesField


class BetweenForm(PortalForm):
    """Whose schools: one partnership, or two."""

    partnership = forms.ModelChoiceField(
        label="Partnership", queryset=Organisation.objects.none(), empty_label="Choose one"
    )
    other_partnership = forms.ModelChoiceField(
        label="And another partnership", queryset=Organisation.objects.none(), required=False, empty_label="None"
    )
    mark_optional = False

    def __init__(self, *args: Any, own: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partnership"].queryset = own  # type: ignore[attr-defined]
        others = Organisation.objects.filter(kind=OrganisationKind.PARTNERSHIP)
        self.fields["other_partnership"].queryset = others  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("partnership") and cleaned.get("partnership") == cleaned.get("other_partnership"):
            self.add_error("other_partnership", "Choose another partnership, or none")
        return cleaned


class WhenForm(PortalForm):
    """When, and what the visitors look at."""

    on = DateField(label="Day of the visit", name="Day")
    starts = TimeField(label="Starts", help_text="For example, 9am")
    ends = TimeField(label="Ends", help_text="For example, 3pm")
    focus = forms.CharField(
        label="What do the visitors look at?",
        max_length=300,
        help_text="One question that the host school wants to have answered",
        error_messages={"required": "Enter what the visitors look at"},
    )


class VisitForm(WhenForm):
    host = forms.ModelChoiceField(
        label="School that is visited", queryset=Organisation.objects.none(), empty_label="Choose a school"
    )
    visitor = forms.ModelChoiceField(
        label="School that visits", queryset=Organisation.objects.none(), empty_label="Choose a school"
    )
    field_order = ("host", "visitor", "on", "starts", "ends", "focus")

    def __init__(self, *args: Any, schools: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("host", "visitor"):
            self.fields[name].queryset = schools  # type: ignore[attr-defined]


class FindingsForm(PortalForm):
    strengths = LinesField(label="Strengths", line_length=300, help_text="What both schools agree on, one on each line")
    even_better = LinesField(label="Even better if", line_length=300, help_text="One on each line")
    follow_up_on = DateField(label="When do you look at it again?", required=False, name="Follow-up")
