"""What schools and the office fill in about forums and drop-ins."""

from collections.abc import Iterable
from typing import Any

from django import forms

from essex_portal.accounts.permissions import holds_for_county, organisations_with
from essex_portal.accounts.roles import Permission
from essex_portal.organisations.models import District, Organisation
from essex_portal.organisations.queries import districts_of_the_county
from essex_portal.organisations.states import OrganisationKind
from essex_portal.ui.forms import DateField, PortalForm, TimeField
from partnerships.forms.lines import LinesField
from partnerships.forms.offers import THE_COUNTY
from partnerships.models import Forum, ForumMeeting
from partnerships.services.forums import ForumFacts, Minutes
from partnerships.states import ForumKind, Rhythm, Weekday, WeekOfMonth


def choice(choices: Any, **kwargs: Any) -> forms.TypedChoiceField:
    """A choice that may be left open."""
    options = [("", "Not by rule"), *choices.choices]
    return forms.TypedChoiceField(choices=options, coerce=int, empty_value=None, required=False, **kwargs)


class ForumForm(PortalForm):
    kind = forms.ChoiceField(label="What is it?", choices=ForumKind.choices, widget=forms.RadioSelect)
    name = forms.CharField(label="Name", max_length=160)
    purpose = forms.CharField(label="What is it for?", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    represented = LinesField(label="Who is there?", line_length=120, help_text="One service or group on each line")
    quadrant = forms.ModelChoiceField(
        label="Area", queryset=Organisation.objects.none(), required=False, help_text="Its officers keep the forum"
    )
    districts = forms.ModelMultipleChoiceField(
        label="For schools in these districts",
        queryset=District.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None: for all schools of the area",
    )
    place = forms.CharField(label="Where?", max_length=120, initial="Online")
    join_link = forms.URLField(
        label="Link to join online",
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text="Only schools on the list see it; of a drop-in, who asks for it",
    )
    rhythm = forms.ChoiceField(label="When does it meet?", choices=Rhythm.choices, widget=forms.RadioSelect)
    weekday = choice(Weekday, label="Weekday")
    week = choice(WeekOfMonth, label="Week of the month")
    starts = TimeField(label="Starts", help_text="For example, 4pm")
    ends = TimeField(label="Ends", help_text="For example, 5:30pm")
    first_on = DateField(label="First date, if the rule begins later", required=False, name="First date")
    last_on = DateField(label="Last date, if the rule ends", required=False, name="Last date")
    days_before = forms.IntegerField(
        label="Days before a date that invitations go out",
        min_value=1,
        max_value=60,
        initial=7,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-2", "inputmode": "numeric"}),
    )
    small = frozenset({"districts"})

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area: Any = self.fields["quadrant"]
        area.queryset = organisations_with(user, Permission.KEEP_PARTNERSHIPS).filter(kind=OrganisationKind.QUADRANT)
        if holds_for_county(user, Permission.KEEP_PARTNERSHIPS):
            area.empty_label = THE_COUNTY
        else:
            area.required, area.empty_label = True, None
        self.fields["districts"].queryset = districts_of_the_county().filter(quadrant__isnull=False)  # type: ignore[attr-defined]

    def clean_join_link(self) -> str:
        link = self.cleaned_data["join_link"]
        if link and not link.startswith("https://"):
            raise forms.ValidationError("The link must begin with https://")
        return link

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        rhythm = cleaned.get("rhythm")
        if rhythm in (Rhythm.WEEKLY, Rhythm.MONTHLY) and cleaned.get("weekday") is None:
            self.add_error("weekday", "Choose the weekday")
        if rhythm == Rhythm.MONTHLY and cleaned.get("week") is None:
            self.add_error("week", "Choose the week of the month")
        _in_order(self, cleaned, "starts", "ends", "It must end after it starts", strictly=True)
        _in_order(self, cleaned, "first_on", "last_on", "The last date must not be before the first")
        return cleaned

    @staticmethod
    def facts_of(forum: Forum) -> dict[str, Any]:
        names = (*ForumFacts.__annotations__, "districts")
        return {name: getattr(forum, name) for name in names} | {"districts": list(forum.districts.all())}

    @property
    def facts(self) -> ForumFacts:
        return ForumFacts(**{name: self.cleaned_data[name] for name in ForumFacts.__annotations__})


class DateForm(PortalForm):
    """A day with its times."""

    on = DateField(label="Day", name="Day")
    starts = TimeField(label="Starts", help_text="For example, 4pm")
    ends = TimeField(label="Ends", help_text="For example, 5:30pm")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        _in_order(self, cleaned, "starts", "ends", "It must end after it starts", strictly=True)
        return cleaned


class MoveForm(DateForm):
    reason = forms.CharField(
        label="Why does it move?", max_length=300, help_text="The schools on the list read this in their email"
    )


class MinutesForm(PortalForm):
    """Who came and what was said."""

    schools = forms.ModelMultipleChoiceField(
        label="Which schools of the list came?",
        queryset=Organisation.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    others = forms.IntegerField(
        label="How many others came?",
        min_value=0,
        max_value=999,
        initial=0,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-3", "inputmode": "numeric"}),
    )
    themes = LinesField(
        label="Themes",
        line_length=120,
        help_text="One on each line, a few words each. The quarterly report counts those of the same words",
    )
    notes = forms.CharField(
        label="Notes",
        max_length=10_000,
        required=False,
        help_text="No names of children or families. Schools on the list read them",
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    small = frozenset({"schools"})

    def __init__(self, *args: Any, members: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ids = [school.pk for school in members]
        if ids:
            self.fields["schools"].queryset = Organisation.objects.filter(pk__in=ids)  # type: ignore[attr-defined]
        else:
            del self.fields["schools"]

    @staticmethod
    def minutes_of(row: ForumMeeting | None) -> dict[str, Any]:
        if row is None:
            return {"others": 0}
        return {"others": row.others, "themes": row.themes, "notes": row.notes, "schools": list(row.schools.all())}

    @property
    def minutes(self) -> Minutes:
        cleaned = self.cleaned_data
        return Minutes(list(cleaned.get("schools", ())), cleaned["others"], cleaned["notes"], cleaned["themes"])


def _in_order(
    form: forms.Form, cleaned: dict[str, Any], first: str, last: str, words: str, *, strictly: bool = False
) -> None:
    begin, end = cleaned.get(first), cleaned.get(last)
    if begin is not None and end is not None and (end < begin or (strictly and end == begin)):
        form.add_error(last, words)
