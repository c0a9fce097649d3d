"""Forms of the booking pages. What is typed is kept as it is, right or wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.html import format_html

from essex_portal.ui.forms import PortalForm
from traded_assessment.models import Package
from traded_assessment.queries.subscriptions import PackageOffer
from traded_assessment.services.order_requests import NOBODY, OnBehalf, Person

MOST_PEOPLE = 40


class PersonForm(PortalForm):
    """One colleague. A row left empty is nobody."""

    name = forms.CharField(
        label="Full name",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    job_title = forms.CharField(
        label="Role",
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = forms.EmailField(
        label="Email address",
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    @property
    def typed(self) -> Person:
        """What stands in the boxes, checked or not."""
        return Person(*(str(self[name].value() or "").strip() for name in ("name", "job_title", "email")))


class LaterForm(PortalForm):
    """Places that are booked before anybody is named for them."""

    later = forms.IntegerField(
        label="Places to name later",
        min_value=0,
        max_value=MOST_PEOPLE,
        required=False,
        help_text="You can name the people yourself, or pass on a link, up to the start",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-2", "inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "invalid": "Places to name later must be a whole number",
            "min_value": "Places to name later must be 0 or more",
            "max_value": f"Places to name later must be {MOST_PEOPLE} or fewer",
        },
    )

    @property
    def typed(self) -> int:
        """The number that stands in the box; 0 when it is none."""
        words = str(self["later"].value() or "").strip()
        return min(int(words), MOST_PEOPLE) if words.isascii() and words.isdigit() and len(words) < 4 else 0


class BasePeopleFormSet(BaseFormSet):
    """Who is coming to one session: at least one person or place, nobody twice, empty rows ignored."""

    rows = 1
    later: LaterForm

    def is_valid(self) -> bool:
        return all([self.later.is_valid(), super().is_valid()])

    @property
    def unnamed(self) -> int:
        """How many places are to be named later, checked or not."""
        return self.later.typed

    @property
    def places(self) -> int:
        return len(self.somebody) + self.unnamed

    def initial_form_count(self) -> int:
        return 0  # any row may be left empty, also one that was filled before

    def total_form_count(self) -> int:
        return max(1, super().total_form_count()) if self.is_bound else self.rows

    def add_fields(self, form: PersonForm, index: int | None) -> None:
        super().add_fields(form, index)
        person = f"person {(index or 0) + 1}"
        form.fields["name"].error_messages["required"] = f"Enter the name of {person}, or clear the row"
        form.fields["email"].error_messages["invalid"] = (
            f"Enter an email address for {person} in the correct format, like name@example.com"
        )

    def clean(self) -> None:
        if any(self.errors):
            return
        if not self.people and not self.unnamed:
            self.forms[0].add_error(
                "name", "Enter the name of at least one person who is coming, or how many to name later"
            )
        seen: set[str] = set()
        for form in self.forms:
            if form.typed.identity in seen:
                form.add_error("email" if form.typed.email else "name", f"{form.typed.name} is named twice")
            seen |= {form.typed.identity} - {""}

    @property
    def typed(self) -> list[Person]:
        """Every row as it stands in the boxes, checked or not, also the empty ones."""
        return [form.typed for form in self.forms]

    @property
    def somebody(self) -> list[Person]:
        """The rows with something in them, checked or not."""
        return [person for person in self.typed if person != NOBODY]

    @property
    def people(self) -> list[Person]:
        """Everybody named. Only after `is_valid`."""
        return [Person(**form.cleaned_data) for form in self.forms if form.cleaned_data]


PeopleFormSet: Any = formset_factory(
    PersonForm, formset=BasePeopleFormSet, max_num=MOST_PEOPLE, absolute_max=MOST_PEOPLE
)


def people_typed(data: Mapping[str, Any]) -> BasePeopleFormSet:
    """The rows that were sent."""
    formset = PeopleFormSet(data, prefix="people")
    formset.later = LaterForm(data)
    return formset


def people_shown(
    people: Sequence[Person], *, later: int = 0, rows: int = 1, focus_last: bool = False
) -> BasePeopleFormSet:
    """Rows to fill in: those given, and empty ones up to `rows`. Nothing in them is called wrong."""
    formset = PeopleFormSet(initial=[asdict(person) for person in people], prefix="people")
    formset.later = LaterForm(initial={"later": later or ""})
    formset.rows = min(max(rows, len(people)), MOST_PEOPLE)
    if focus_last:
        formset.forms[-1].fields["name"].widget.attrs["autofocus"] = True
    return formset


class SubscriptionForm(PortalForm):
    """Which year's package."""

    package = forms.TypedChoiceField(
        label="Which year do you want to subscribe to?",
        widget=forms.RadioSelect,
        coerce=int,
        error_messages={"required": "Select a year"},
    )

    def __init__(self, *args: Any, offers: Sequence[PackageOffer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["package"].choices = [  # type: ignore[attr-defined]
            (offer.package.pk, f"{offer.package.academic_year}, {offer.price_words}") for offer in offers
        ]


class ConfirmForm(PortalForm):
    """The last page: an order number for the school's own books, and what the person saw when they agreed."""

    purchase_order = forms.CharField(
        label="Purchase order number",
        max_length=40,
        required=False,
        help_text="If your school uses them. We print it on the invoice.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "autocomplete": "off", "spellcheck": "false"}),
    )
    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=120)
    shown = forms.DecimalField(widget=forms.HiddenInput, required=False, max_digits=9, decimal_places=2)

    def on_behalf(self) -> OnBehalf | None:
        """What the council notes when it places the order for the school."""
        return None

    def recall(self, last_number: str, *, needed: bool = False) -> None:
        """Say what it was on the school's last order, if that had one, and whether the school needs one."""
        field = self.fields["purchase_order"]
        if needed:
            field.required = True
            field.help_text = "Your school’s invoices need one. We print it on the invoice."
        if last_number:
            field.help_text = format_html("{} On your last order it was {}.", field.help_text, last_number)


ANOTHER = "another"


class OnBehalfForm(ConfirmForm):
    """The last page when the training office books by telephone. `people` of the school: address and words."""

    asked_by = forms.CharField(
        label="Who at the school asked for this",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="The school sees it on the order",
    )
    told = forms.ChoiceField(label="Who gets the confirmation", widget=forms.RadioSelect)
    another = forms.EmailField(label="Another email address", required=False, max_length=254)
    headteacher_says = forms.CharField(
        label="How the headteacher agreed to the subscription",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For example, told us by telephone on 10 November",
    )

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], subscribes: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told: Any = self.fields["told"]
        told.choices = [*people, (ANOTHER, "Another email address")]
        told.initial = people[0][0] if people else ANOTHER
        if not subscribes:
            del self.fields["headteacher_says"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("told") == ANOTHER and not cleaned.get("another") and "another" not in self.errors:
            self.add_error("another", "Enter the email address that the confirmation goes to")
        return cleaned

    def on_behalf(self) -> OnBehalf:
        given = self.cleaned_data
        to = given["another"] if given["told"] == ANOTHER else given["told"]
        return OnBehalf(given["asked_by"], to, given.get("headteacher_says", ""))


class ConvertForm(ConfirmForm):
    """What the person saw of a change to the subscription: which year's, the new order, and what goes back."""

    package = forms.ModelChoiceField(Package.objects.all(), widget=forms.HiddenInput)
    key = forms.CharField(widget=forms.HiddenInput, max_length=120)
    credit = forms.DecimalField(widget=forms.HiddenInput, required=False, max_digits=9, decimal_places=2)


class ConvertOnBehalfForm(ConvertForm, OnBehalfForm):
    """The same when the training office does it for a school that telephones."""
