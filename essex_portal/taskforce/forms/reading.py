"""What is asked about the Year of Reading."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from essex_portal.documents.forms import UploadField
from essex_portal.organisations.models import District, Organisation
from essex_portal.organisations.states import OrganisationKind
from essex_portal.taskforce.models import Audience, ReadingActivity, ReadingYear
from essex_portal.taskforce.queries import reading as queries
from essex_portal.taskforce.queries.reading import Asked
from essex_portal.taskforce.services.reading import ActivityFacts
from essex_portal.taskforce.states import YEAR_GROUPS
from essex_portal.ui.filters import FilterForm
from essex_portal.ui.forms import DateField, PortalForm

MOST_SCHOOLS = 200


class SchoolsField(forms.CharField):
    """Schools by URN or by their whole name, one a line."""

    widget = forms.Textarea(attrs={"rows": 4})

    def clean(self, value: Any) -> tuple[Organisation, ...]:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > MOST_SCHOOLS:
            raise ValidationError(f"Enter at most {MOST_SCHOOLS} schools")
        return tuple(dict.fromkeys(_school(line) for line in lines))


def _school(line: str) -> Organisation:
    schools = Organisation.objects.schools()
    by_urn = line.isascii() and line.isdigit() and len(line) <= 9
    found = list(schools.filter(school__urn=int(line)) if by_urn else schools.open_schools().filter(name__iexact=line))
    if not found:
        raise ValidationError(f"“{line}” is no school in the register. Enter its URN or its whole name")
    if len(found) > 1:
        raise ValidationError(f"There are {len(found)} schools called “{line}”. Enter the URN of the one you mean")
    return found[0]


class ActivityForm(PortalForm):
    title = forms.CharField(label="What is done", max_length=150, help_text="Such as: reading buddies of Years 5 and 1")
    about = forms.CharField(
        label="Tell others about it", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Enough that a colleague elsewhere could begin with it. No names of children or staff",
    )  # fmt: skip
    year_groups = forms.TypedMultipleChoiceField(
        label="Which year groups is it for?", coerce=int, choices=list(YEAR_GROUPS.items()),
        widget=forms.CheckboxSelectMultiple, error_messages={"required": "Select at least one year group"},
    )  # fmt: skip
    audiences = forms.ModelMultipleChoiceField(
        label="Whom is it for?", queryset=Audience.objects.filter(in_use=True), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select at least one audience"},
    )  # fmt: skip
    held_on = DateField(label="First day, if it is an event", name="First day", required=False)
    until_on = DateField(label="Last day, if it takes more than one", name="Last day", required=False)
    link = forms.URLField(label="Web page", required=False, max_length=500, assume_scheme="https")
    small = {"year_groups", "audiences"}

    @classmethod
    def initial_of(cls, activity: ReadingActivity) -> dict[str, Any]:
        names = ("title", "about", "year_groups", "held_on", "until_on", "link", "done_by", "district")
        initial = {name: getattr(activity, name) for name in names}
        initial["audiences"] = [one.pk for one in activity.audiences.all()]
        initial["reached"] = "\n".join(str(school.school.urn) for school in activity.reached.select_related("school"))
        return initial

    def facts(self) -> ActivityFacts:
        """What a valid form says."""
        return ActivityFacts(**{**self.cleaned_data, "audiences": list(self.cleaned_data["audiences"])})


class OthersActivityForm(ActivityForm):
    """Of somebody who is no school: a partnership, a library, a charity."""

    district = forms.ModelChoiceField(
        label="Where", queryset=District.objects.none(), required=False, empty_label="The whole county"
    )
    reached = SchoolsField(
        label="Schools it works with", required=False, help_text="URN or whole name, one a line. They count as reached",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"].queryset = queries.districts()  # type: ignore[attr-defined]


class NamedActivityForm(OthersActivityForm):
    """Entered by an officer, who says who does it."""

    done_by = forms.CharField(
        label="Who does it", max_length=150, help_text="The organisation or office, no person’s name"
    )
    field_order = ("done_by", "title")


def form_for(organisation: Organisation | None) -> type[ActivityForm]:
    """The questions about what this school or partnership, or somebody else, does."""
    if organisation is None:
        return NamedActivityForm
    return ActivityForm if organisation.kind == OrganisationKind.SCHOOL else OthersActivityForm


class ReadingFilterForm(FilterForm):
    """What of the map is looked at. It lives in the address; what it does not know is left out of account."""

    q = forms.CharField(label="Words", required=False, max_length=60)
    quadrant = forms.ModelChoiceField(
        label="Quadrant", queryset=Organisation.objects.none(), required=False, empty_label="All"
    )
    district = forms.ModelChoiceField(
        label="District", queryset=District.objects.none(), required=False, empty_label="All"
    )
    year_group = forms.TypedChoiceField(
        label="Year group", required=False, coerce=int, empty_value=None, choices=[("", "All"), *YEAR_GROUPS.items()]
    )
    audience = forms.ModelChoiceField(
        label="Audience", queryset=Audience.objects.filter(in_use=True), required=False, empty_label="All"
    )
    when = forms.ChoiceField(
        label="When", required=False, choices=[("", "All"), ("events", "Events"), ("all_year", "All through the year")]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["quadrant"].queryset = queries.quadrants()  # type: ignore[attr-defined]
        self.fields["district"].queryset = queries.districts()  # type: ignore[attr-defined]

    def asked(self) -> Asked:
        self.is_valid()
        given = self.cleaned_data
        quadrant, district, audience = (given.get(name) for name in ("quadrant", "district", "audience"))
        return Asked(
            q=given.get("q", ""),
            quadrant=quadrant.pk if quadrant else None,
            district=district.pk if district else "",
            year_group=given.get("year_group"),
            audience=audience.pk if audience else None,
            when=given.get("when", ""),
        )


class ReadingYearForm(PortalForm):
    title = forms.CharField(label="Title", max_length=100)
    about = forms.CharField(label="About", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 5}))
    focus = forms.TypedMultipleChoiceField(
        label="Year groups in focus", coerce=int, required=False, choices=list(YEAR_GROUPS.items()),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    question = forms.CharField(label="Open question", max_length=300, required=False)
    working_group_from = DateField(label="Working group met first on", name="Day", required=False)
    small = {"focus"}

    @classmethod
    def initial_of(cls, reading_year: ReadingYear) -> dict[str, Any]:
        return {name: getattr(reading_year, name) for name in cls.base_fields}


class AudienceForm(PortalForm):
    name = forms.CharField(label="Name", max_length=60)
    vulnerable = forms.BooleanField(label="The open question asks about it", required=False)
    position = forms.IntegerField(
        label="Place in lists", min_value=0, max_value=1000, help_text="The smallest comes first"
    )
    in_use = forms.BooleanField(label="Can be chosen", required=False, initial=True)

    @classmethod
    def initial_of(cls, audience: Audience) -> dict[str, Any]:
        return {name: getattr(audience, name) for name in cls.base_fields}


class BookForm(PortalForm):
    title = forms.CharField(label="Title", max_length=150)
    about = forms.CharField(label="What is in it", max_length=300, required=False)
    link = forms.URLField(label="Link", required=False, max_length=500, assume_scheme="https")
    upload = UploadField(label="Or a file", required=False, help_text="PDF, Word, PowerPoint or picture, up to 20 MB")
