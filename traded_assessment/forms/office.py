"""What the training office fills in: courses, sessions, packages."""

import re
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from essex_portal.school_calendar import academic_year_dates, academic_year_of
from essex_portal.ui.forms import DateField, PortalForm, TimeField
from traded_assessment.models import Course, Duty, Package, TrainingSession
from traded_assessment.services.catalogue import CourseFacts, PackageFacts, SessionFacts
from traded_assessment.states import Product

ACADEMIC_YEAR = re.compile(r"20\d\d/\d\d", re.ASCII)
NARROW = {"class": "govuk-input--width-4", "inputmode": "numeric"}
KINDS = [
    (Product.SINGLE_SESSION, "Session of the package"),
    (Product.EVENT, "Event"),
]


def whole_number(label: str, **more: Any) -> forms.IntegerField:
    """A small whole number from 1."""
    return forms.IntegerField(
        label=label, **{"min_value": 1, "max_value": 5000, "widget": forms.TextInput(attrs=NARROW)} | more
    )


class SessionForm(PortalForm):
    """A dated session; times are local."""

    course = forms.ModelChoiceField(label="Course", queryset=Course.objects.all(), empty_label="Choose a course")
    day = DateField(label="Date")
    starts = TimeField(label="Starts", help_text="For example, 4pm")
    ends = TimeField(label="Ends")
    capacity = whole_number("Places")
    join_link = forms.URLField(
        label="Link to join",
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text="Nobody sees it before the session opens: each person booked joins from a page of their own",
    )

    @classmethod
    def initial_of(cls, session: TrainingSession) -> dict[str, Any]:
        starts, ends = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
        return {
            "course": session.course_id,
            "day": starts.date(),
            "starts": starts.time(),
            "ends": ends.time(),
            "capacity": session.capacity,
            "join_link": session.join_link,
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if starts and ends and ends <= starts:
            self.add_error("ends", "The session must end after it starts")
        return cleaned

    def facts(self) -> SessionFacts:
        """What a valid form says."""
        given = self.cleaned_data
        return SessionFacts(
            course=given["course"],
            starts_at=timezone.make_aware(datetime.combine(given["day"], given["starts"])),
            ends_at=timezone.make_aware(datetime.combine(given["day"], given["ends"])),
            capacity=given["capacity"],
            join_link=given["join_link"],
        )


class CourseForm(PortalForm):
    title = forms.CharField(label="Title", max_length=160)
    product = forms.ChoiceField(label="Sold as", choices=KINDS, widget=forms.RadioSelect)
    summary = forms.CharField(label="Summary", required=False, max_length=600, widget=forms.Textarea(attrs={"rows": 3}))
    duties = forms.MultipleChoiceField(
        label="Helps with",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="The statutory duties that its people are trained for",
    )
    minutes = whole_number("Length in minutes", max_value=600)
    option_hints = {
        "product": {
            Product.SINGLE_SESSION: "Covered by the subscription, or paid for in blocks of staff",
            Product.EVENT: "Priced per person",
        }
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = list(Duty.objects.values_list("name", flat=True))
        others = [name for name in self.initial.get("duties", ()) if name not in known]
        field: Any = self.fields["duties"]
        field.choices = [(name, name) for name in (*known, *others)]

    @classmethod
    def initial_of(cls, course: Course) -> dict[str, Any]:
        return {name: getattr(course, name) for name in cls.base_fields}

    def facts(self) -> CourseFacts:
        return CourseFacts(**self.cleaned_data | {"product": Product(self.cleaned_data["product"])})


class PackageForm(PortalForm):
    academic_year = forms.CharField(
        label="Academic year",
        max_length=7,
        help_text="For example, 2027/28",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5"}),
    )
    name = forms.CharField(label="Name", max_length=120)
    purpose = forms.CharField(label="Purpose", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    first_on = DateField(label="First day")
    last_on = DateField(label="Last day")
    sessions_included = whole_number("Sessions included", max_value=100)
    staff_per_session = whole_number("Members of staff covered at each session", max_value=100)

    @classmethod
    def initial_of(cls, package: Package) -> dict[str, Any]:
        return {name: getattr(package, name) for name in cls.base_fields}

    @classmethod
    def initial_after(cls, latest: Package) -> dict[str, Any]:
        """The year that follows, with the same terms."""
        year = academic_year_of(latest.last_on + timedelta(days=1))
        first_on, last_on = academic_year_dates(year)
        return cls.initial_of(latest) | {"academic_year": year, "first_on": first_on, "last_on": last_on, "purpose": ""}

    def clean_academic_year(self) -> str:
        year = self.cleaned_data["academic_year"].strip()
        if not ACADEMIC_YEAR.fullmatch(year) or year != academic_year_of(date(int(year[:4]), 9, 1)):
            raise forms.ValidationError("Enter an academic year, like 2027/28")
        return year

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if year := cleaned.get("academic_year"):
            for name, day in (("first_on", cleaned.get("first_on")), ("last_on", cleaned.get("last_on"))):
                if day and academic_year_of(day) != year:
                    self.add_error(name, f"{self.fields[name].label} must be in {year}")
        if not self.errors and cleaned["last_on"] <= cleaned["first_on"]:
            self.add_error("last_on", "The last day must be after the first day")
        return cleaned

    def facts(self) -> PackageFacts:
        return PackageFacts(**self.cleaned_data)


class ReasonForm(PortalForm):
    """Why something is done; `label` says of what."""

    reason = forms.CharField(label="Reason", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)

    def __init__(self, *args: Any, label: str = "", hint: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = label or self.fields["reason"].label
        self.fields["reason"].help_text = hint
