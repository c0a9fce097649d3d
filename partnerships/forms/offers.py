"""What schools and the office fill in about funded places."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator

from essex_portal.accounts.permissions import holds_for_county, organisations_with
from essex_portal.accounts.roles import Permission
from essex_portal.organisations.models import District, EstablishmentType, Organisation, SchoolDetails
from essex_portal.organisations.queries import districts_of_the_county
from essex_portal.organisations.states import OrganisationKind
from essex_portal.ui.forms import DateField, PortalForm
from partnerships.forms.lines import LinesField, MoneyLinesField
from partnerships.models import FundedApplication, Offer
from partnerships.services.applications import Answers
from partnerships.services.offers import OfferTerms, OfferWords

THE_COUNTY = "The whole county"


def number(label: str, help_text: str = "", *, least: int = 1, most: int = 9999) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=least,
        max_value=most,
        help_text=help_text,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-4", "inputmode": "numeric"}),
        error_messages={"invalid": f"{label} must be a whole number"},
    )


class OfferWordsForm(PortalForm):
    """What may be changed at any time."""

    programme = forms.CharField(
        label="Programme", max_length=120, required=False, help_text="What several offers belong to"
    )
    title = forms.CharField(label="Title", max_length=160)
    audience = forms.CharField(label="Who is it for?", max_length=200)
    gives = forms.CharField(label="What does a school get?", max_length=3000, widget=forms.Textarea(attrs={"rows": 4}))
    sessions = LinesField(label="Sessions", help_text="One on each line, like Spring 1: modules 1 and 2")
    places = number("Places", "Leave empty for no limit")
    most_each = number("Most places a school may ask for", "Leave empty for no limit")
    opens_on = DateField(label="First day for applications", required=False, name="First day")
    closes_on = DateField(label="Last day for applications", required=False, name="Last day")
    days_to_accept = forms.IntegerField(
        label="Working days that a school has to accept",
        min_value=1,
        max_value=60,
        initial=10,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-2", "inputmode": "numeric"}),
    )

    @staticmethod
    def words_of(offer: Offer) -> dict[str, Any]:
        return {name: getattr(offer, name) for name in OfferWords.__annotations__}

    @property
    def words(self) -> OfferWords:
        return OfferWords(**{name: self.cleaned_data[name] for name in OfferWords.__annotations__})


class OfferForm(OfferWordsForm):
    """A draft: also its money and who may apply."""

    money = MoneyLinesField(
        label="Money for each place", help_text="An amount and what it is for on each line, like 5,000 set-up"
    )
    quadrant = forms.ModelChoiceField(
        label="Area", queryset=Organisation.objects.none(), required=False, help_text="Its officers keep the offer"
    )
    districts = forms.ModelMultipleChoiceField(
        label="Only schools in these districts",
        queryset=District.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    phases = forms.MultipleChoiceField(label="Only these phases", required=False, widget=forms.CheckboxSelectMultiple)
    types = forms.ModelMultipleChoiceField(
        label="Only these types of school",
        queryset=EstablishmentType.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    youngest = number("Takes pupils of this age or older", least=0, most=19)
    oldest = number("Takes pupils of this age or younger", least=0, most=19)
    declarations = LinesField(
        label="What schools declare",
        line_length=300,
        help_text="One statement on each line, for what the register cannot tell. You confirm each before you award",
    )
    rolling = forms.BooleanField(
        label="Award places as applications come in",
        required=False,
        help_text="Otherwise places are awarded after the last day for applications. Schools read which",
    )
    small = frozenset({"districts", "phases", "types"})

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area: Any = self.fields["quadrant"]
        quadrants = organisations_with(user, Permission.KEEP_OFFERS).filter(kind=OrganisationKind.QUADRANT)
        area.queryset = quadrants
        if holds_for_county(user, Permission.KEEP_OFFERS):
            area.empty_label = THE_COUNTY
        else:
            area.required, area.empty_label = True, None
        self._choices("districts", districts_of_the_county().filter(quadrant__isnull=False))
        in_use = SchoolDetails.objects.filter(district__quadrant__isnull=False)
        self._choices("types", EstablishmentType.objects.filter(pk__in=in_use.values("type")))
        phases = in_use.exclude(phase__in=("", "Not applicable")).order_by("phase").values_list("phase", flat=True)
        kept = self.initial.get("phases", [])
        self.fields["phases"].choices = [(name, name) for name in sorted({*phases.distinct(), *kept})]  # type: ignore[attr-defined]

    def _choices(self, name: str, queryset: Any) -> None:
        self.fields[name].queryset = queryset  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        youngest, oldest = cleaned.get("youngest"), cleaned.get("oldest")
        if youngest is not None and oldest is not None and oldest < youngest:
            self.add_error("oldest", "The ages must run upwards")
        quadrant = cleaned.get("quadrant")
        outside = [one for one in cleaned.get("districts") or () if quadrant and one.quadrant_id != quadrant.pk]
        if outside:
            self.add_error("districts", f"{outside[0].name} is not in the {quadrant} quadrant")
        return cleaned

    @staticmethod
    def terms_of(offer: Offer) -> dict[str, Any]:
        return {
            "money": [(part.amount, part.purpose) for part in offer.money_parts.all()],
            "quadrant": offer.quadrant,
            "districts": list(offer.districts.all()),
            "phases": offer.phases,
            "types": list(offer.types.all()),
            "youngest": offer.youngest,
            "oldest": offer.oldest,
            "declarations": offer.declarations,
            "rolling": offer.rolling,
        }

    @property
    def terms(self) -> OfferTerms:
        return OfferTerms(**{name: self.cleaned_data[name] for name in OfferTerms.__annotations__})


class ApplicationForm(PortalForm):
    """A school's answers; only the number of places is needed to save them."""

    places = forms.IntegerField(
        label="How many places do you want?",
        min_value=1,
        max_value=9999,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-2", "inputmode": "numeric"}),
        error_messages={"required": "Enter how many places you want", "invalid": "Enter a whole number"},
    )
    case = forms.CharField(
        label="What will your school do with it?",
        help_text="Who will take part, by office and not by name, and what should be different for pupils",
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    declared = forms.MultipleChoiceField(
        label="Confirm what the school register cannot tell us", required=False, widget=forms.CheckboxSelectMultiple
    )
    mark_optional = False

    def __init__(self, *args: Any, offer: Offer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if offer.most_each == 1:
            del self.fields["places"]
        if offer.declarations:
            self.fields["declared"].choices = [(text, text) for text in offer.declarations]  # type: ignore[attr-defined]
        else:
            del self.fields["declared"]

    @staticmethod
    def answers_of(application: FundedApplication | None) -> dict[str, Any]:
        if application is None:
            return {"places": 1}
        return {"places": application.places_wanted, "case": application.case, "declared": application.declared}

    @property
    def answers(self) -> Answers:
        cleaned = self.cleaned_data
        return Answers(cleaned.get("places", 1), cleaned["case"], cleaned.get("declared", []))

    def refuse(self, field: str | None, words: str) -> None:
        """Put a refusal beside its field where the form has that field."""
        self.add_error(field if field in self.fields else None, words)


class RankingForm(PortalForm):
    """A rank and a number of places for each application that is not decided."""

    def __init__(self, *args: Any, applications: Iterable[FundedApplication], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.applications = list(applications)
        for row in self.applications:
            self.fields[f"rank_{row.pk}"] = self._field(f"Rank of {row.school}", row.rank, required=False)
            given = row.places or row.places_wanted
            self.fields[f"places_{row.pk}"] = self._field(f"Places for {row.school}", given, required=True)

    def _field(self, label: str, initial: int | None, *, required: bool) -> forms.IntegerField:
        return forms.IntegerField(
            label=label,
            initial=initial,
            required=required,
            min_value=1,
            max_value=9999,
            widget=forms.TextInput(
                attrs={"class": "govuk-input--width-3", "inputmode": "numeric", "aria-label": label}
            ),
            error_messages={
                "invalid": f"{label} must be a whole number",
                "required": f"Enter the {label[0].lower()}{label[1:]}",
            },
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for row in self.applications:
            places = cleaned.get(f"places_{row.pk}")
            if places and places > row.places_wanted:
                self.add_error(f"places_{row.pk}", f"{row.school} asks for {row.places_wanted} at most")
        return cleaned

    @property
    def ranks(self) -> dict[int, tuple[int | None, int]]:
        cleaned = self.cleaned_data
        return {row.pk: (cleaned[f"rank_{row.pk}"], cleaned[f"places_{row.pk}"]) for row in self.applications}


class ReasonForm(PortalForm):
    """Why: for those whom it concerns."""

    reason = forms.CharField(
        label="Why?",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter why"},
    )

    def __init__(self, *args: Any, hint: str = "", most: int = 500, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason: Any = self.fields["reason"]
        reason.help_text = hint
        reason.max_length = most
        reason.widget.attrs["maxlength"] = most
        reason.validators.append(MaxLengthValidator(most, f"The reason must be {most} characters or fewer"))

    def clean_reason(self) -> str:
        reason = self.cleaned_data["reason"].strip()
        if not reason:
            raise ValidationError("Enter why")
        return reason
