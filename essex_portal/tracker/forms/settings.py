"""What those who keep programmes decide: the programme itself, its ratings, its workstreams."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.forms import formset_factory

from essex_portal.organisations.models import Organisation
from essex_portal.organisations.states import OrganisationKind
from essex_portal.tracker.models import Programme, Workstream
from essex_portal.tracker.services.programmes import LevelFacts
from essex_portal.tracker.states import ProgrammeState, RatingKind, Tone
from essex_portal.ui.forms import PortalForm

CAPITALS = RegexValidator(r"^[A-Za-z][A-Za-z0-9]*$", "Use letters and figures, beginning with a letter")
OWNERS = (OrganisationKind.COUNCIL_TEAM, OrganisationKind.QUADRANT)
MOST_LEVELS = 9


class ProgrammeForm(PortalForm):
    title = forms.CharField(max_length=200)
    purpose = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}))
    owner_office = forms.CharField(label="Owner’s office", max_length=120)
    owner = forms.ModelChoiceField(
        None, label="Team or quadrant that owns it", required=False, empty_label="None in particular"
    )
    state = forms.ChoiceField(choices=ProgrammeState.choices, initial=ProgrammeState.ACTIVE)
    update_interval_days = forms.IntegerField(
        label="An update is due every (days)", min_value=1, max_value=366, initial=30,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-3", "inputmode": "numeric"}),
    )  # fmt: skip
    needs_approval = forms.BooleanField(label="Updates count once somebody else has approved them", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["owner"]
        field.queryset = Organisation.objects.filter(kind__in=OWNERS)

    @classmethod
    def initial_of(cls, programme: Programme) -> dict[str, Any]:
        return {name: getattr(programme, name) for name in cls.base_fields if name != "slug"}


class NewProgrammeForm(ProgrammeForm):
    slug = forms.SlugField(label="Address", max_length=50, help_text="Such as send-statement. It stays.")

    field_order = ("title", "slug")


class LevelForm(PortalForm):
    """One rating. An empty name leaves the row out; `code` says which one it is, whatever it is called."""

    mark_optional = False

    code = forms.SlugField(max_length=20, required=False, widget=forms.HiddenInput)
    name = forms.CharField(max_length=40, required=False, help_text="Leave it empty to take this rating away")
    meaning = forms.CharField(max_length=300, required=False)
    kind = forms.ChoiceField(label="To the portal it means", choices=RatingKind.choices)
    tone = forms.ChoiceField(label="Colour", choices=Tone.choices)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("name") and not said.get("meaning"):
            self.add_error("meaning", "Say what the rating means")
        return said


class _Levels(forms.BaseFormSet):
    item_name = "Rating"

    @property
    def levels(self) -> list[LevelFacts]:
        """What was said, in order; a new rating's code comes from its name."""
        said = [form.cleaned_data for form in self.forms if form.cleaned_data.get("name")]
        return [
            LevelFacts(row["code"] or _code(row["name"]), row["name"], row["meaning"], row["kind"], row["tone"])
            for row in said
        ]


LevelFormSet = formset_factory(LevelForm, formset=_Levels, extra=1, max_num=MOST_LEVELS, validate_max=True)


class WorkstreamForm(PortalForm):
    number = forms.IntegerField(
        min_value=1,
        max_value=99,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-2", "inputmode": "numeric"}),
    )
    title = forms.CharField(max_length=200)
    prefix = forms.CharField(
        label="References begin with", max_length=8, validators=[CAPITALS], help_text="EHC gives EHC-1, EHC-2 …",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5"}),
    )  # fmt: skip
    leads = forms.CharField(
        label="Offices that lead it, one a line", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean_leads(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["leads"].splitlines() if line.strip()]
        if any(len(line) > 160 for line in lines):
            raise forms.ValidationError("Write each office in 160 characters or fewer")
        return lines


class EditWorkstreamForm(WorkstreamForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["number"], self.fields["prefix"]

    @staticmethod
    def initial_of(workstream: Workstream) -> dict[str, Any]:
        return {"title": workstream.title, "leads": "\n".join(workstream.leads)}


def _code(name: str) -> str:
    kept = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in name.lower())
    return "-".join(part for part in kept.split("-") if part)[:20].strip("-") or "rating"


class AimForm(PortalForm):
    text = forms.CharField(label="Aim", max_length=200, error_messages={"required": "Enter the aim"})


class EditAimForm(AimForm):
    retired = forms.BooleanField(label="Offer it no more: actions that serve it keep it", required=False)
