"""What an action promises: asked when it is made and when it is changed."""

from typing import Any

from django import forms

from essex_portal.organisations.models import Organisation
from essex_portal.tracker.forms.timing import TimedForm
from essex_portal.tracker.models import Action, ActionVersion, Programme, StrategicAim
from essex_portal.ui.forms import DateField, PortalForm

REASON = 500


class ActionForm(TimedForm):
    title = forms.CharField(label="What will be done", max_length=300)
    detail = forms.CharField(label="More about it", required=False, widget=forms.Textarea(attrs={"rows": 4}))
    difference = forms.CharField(
        label="What will be different", required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For families, practitioners and the system.",
    )  # fmt: skip
    coproduction = forms.CharField(
        label="How families and practitioners shape it", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    quadrant = forms.ModelChoiceField(None, label="Where", required=False, empty_label="The whole county")
    aim = forms.ModelChoiceField(None, label="Strategic aim it serves", required=False, empty_label="None named")

    field_order = (
        "workstream", "title", "detail", "difference", "coproduction", "quadrant", "aim", "when_words", "starts_on",
        "due_on", "no_dates",
    )  # fmt: skip

    def __init__(self, *args: Any, places: Any, for_county: bool, **kwargs: Any) -> None:
        """`places` are the quadrants that the person may choose; `for_county` also the whole county."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields["quadrant"]
        field.queryset = places
        if not for_county:
            field.required, field.empty_label = True, "Choose"
        self.fields["aim"].queryset = StrategicAim.objects.filter(retired_on=None)

    @property
    def facts(self) -> dict[str, Any]:
        said = {name: value for name, value in self.cleaned_data.items() if name not in ("no_dates", "reason", "base")}
        return said


class NewActionForm(ActionForm):
    workstream = forms.ModelChoiceField(None, empty_label="Choose")

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["workstream"].queryset = programme.workstreams.all()


class EditActionForm(ActionForm):
    """Changes are kept beside what was known before; a new agreed date wants its reason."""

    forecast_on = DateField(label="Expected now", required=False, name="The expected date")
    reason = forms.CharField(
        label="Why it changes", max_length=REASON, required=False, help_text="Kept in the action’s history."
    )
    base = forms.IntegerField(widget=forms.HiddenInput)

    field_order = (*ActionForm.field_order, "forecast_on", "reason", "base")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_on"].label = "First agreed for"

    @property
    def facts(self) -> dict[str, Any]:
        said = super().facts
        return said | {"baseline_on": said.pop("due_on")}

    @staticmethod
    def initial_of(version: ActionVersion) -> dict[str, Any]:
        names = ("title", "detail", "difference", "coproduction", "quadrant", "aim", "when_words", "starts_on")
        kept = {name: getattr(version, name) for name in names}
        no_dates = not (version.starts_on or version.baseline_on)
        return kept | {
            "due_on": version.baseline_on, "forecast_on": version.forecast_on, "base": version.pk,
            "no_dates": no_dates,
        }  # fmt: skip


class ReasonForm(PortalForm):
    reason = forms.CharField(
        label="Why?",
        max_length=REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why"},
    )


class DependencyForm(PortalForm):
    needs = forms.CharField(label="Reference of the action it waits for", max_length=16, help_text="Such as EHC-3")
    note = forms.CharField(label="Why it waits", max_length=300, required=False)

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.programme = programme

    def clean_needs(self) -> Action:
        found = self.programme.actions.filter(reference=self.cleaned_data["needs"].strip().upper()).first()
        if found is None:
            raise forms.ValidationError(f"There is no action of that reference in {self.programme}")
        return found


def quadrants_among(ids: list[int], *, everywhere: bool) -> Any:
    """The quadrants that the person may choose for an action."""
    quadrants = Organisation.objects.filter(kind="quadrant")
    return quadrants if everywhere else quadrants.filter(pk__in=ids)
