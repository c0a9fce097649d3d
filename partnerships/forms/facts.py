"""What an officer says about a partnership itself."""

from collections.abc import Sequence
from typing import Any

from django import forms

from essex_portal.organisations.models import Organisation
from essex_portal.ui.forms import DateField, PortalForm
from partnerships.models import PartnershipFacts, PartnershipKind
from partnerships.services.facts import NewFacts


class FactsForm(PortalForm):
    """Name, kind and quadrant from a day on: of a new partnership, or changed."""

    name = forms.CharField(label="Name", max_length=200)
    short_name = forms.CharField(
        label="Short name",
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )
    kind = forms.ChoiceField(label="Kind", widget=forms.RadioSelect)
    quadrant = forms.ChoiceField(label="Quadrant", error_messages={"required": "Select the quadrant"})
    from_on = DateField(label="From which day?", name="Day", help_text="For example, 1 9 2022")
    small = {"kind"}

    def __init__(
        self, *args: Any, kinds: Sequence[PartnershipKind], quadrants: Sequence[Organisation], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = {one.code: one for one in kinds}
        self.quadrants = {str(one.pk): one for one in quadrants}
        kind: Any = self.fields["kind"]
        kind.choices = [(code, one.name) for code, one in self.kinds.items()]
        self.option_hints = {"kind": {one.code: _hint(one) for one in kinds if _hint(one)}}  # type: ignore[misc]
        quadrant: Any = self.fields["quadrant"]
        quadrant.choices = [(key, one.name) for key, one in self.quadrants.items()]

    @staticmethod
    def initial_of(facts: PartnershipFacts) -> dict[str, Any]:
        return {
            "name": facts.name,
            "short_name": facts.short_name,
            "kind": facts.kind_id,
            "quadrant": str(facts.quadrant_id),
        }

    def facts(self) -> NewFacts:
        """What a valid form says."""
        given = self.cleaned_data
        return NewFacts(
            name=" ".join(given["name"].split()),
            short_name=given["short_name"],
            kind=self.kinds[given["kind"]],
            quadrant=self.quadrants[given["quadrant"]],
        )


class EndPartnershipForm(PortalForm):
    last_on = DateField(label="Last day of the partnership", name="Last day", help_text="For example, 31 8 2022")
    reason = forms.CharField(
        label="Why does it end?",
        max_length=300,
        help_text="Its schools leave with this reason",
        error_messages={"required": "Enter why it ends"},
    )


class PageTextForm(PortalForm):
    text = forms.CharField(
        label="What should people know about this partnership?",
        required=False,
        max_length=5000,
        help_text="Its purpose, how it works, how to join. Leave a blank line between paragraphs",
        widget=forms.Textarea(attrs={"rows": 12}),
    )


class StatedCountForm(PortalForm):
    number = forms.IntegerField(
        label="How many partnerships were stated?",
        min_value=1,
        max_value=9999,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-4", "inputmode": "numeric"}),
    )
    stated_on = DateField(label="On which day?", name="Day", help_text="For example, 10 11 2021")
    source = forms.CharField(label="Where was it said?", max_length=200)


def _hint(kind: PartnershipKind) -> str:
    one = "A school belongs to one of these at a time" if kind.goes_on_excluding else ""
    register = "its members can follow the school register" if kind.follows_register else ""
    return "; ".join(filter(None, (one, register)))
