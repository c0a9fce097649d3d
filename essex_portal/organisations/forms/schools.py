"""The search of schools and the day that one asks about."""

from typing import Any

from django import forms
from django.http import QueryDict

from essex_portal.organisations.queries.search import OPEN, STATUS_GROUPS, FacetValue, SchoolFilters
from essex_portal.ui.forms import DateField, PortalForm, SearchInput

ANY_STATUS = "any"
NUMBERS = ("authority", "quadrant", "type", "trust")
WORDS = ("district", "phase")
LONGEST_SEARCH = 100
LABELS = {
    "quadrant": "Quadrant",
    "district": "District",
    "type": "Type",
    "phase": "Phase",
    "trust": "Trust",
    "authority": "Local authority",
    "status": "Status",
}


class SchoolSearchForm(PortalForm):
    """The search as the address has it, with each facet's values and counts. It is shown and never sent back."""

    mark_optional = False

    q = forms.CharField(label="Name, URN, postcode or town", required=False, widget=SearchInput)

    def __init__(self, filters: SchoolFilters, facets: dict[str, list[FacetValue]]) -> None:
        chosen = {name: getattr(filters, name) for name in ("q", *LABELS)}
        super().__init__(initial=chosen | {"status": filters.status or ANY_STATUS})
        for facet, label in LABELS.items():
            values = [(value.key, f"{value.name} ({value.count:,})") for value in facets[facet]]
            every = (ANY_STATUS, "Any") if facet == "status" else ("", "All")
            self.fields[facet] = forms.ChoiceField(label=label, choices=[every, *values], required=False)


class DayForm(PortalForm):
    """Which day the facts of a school are wanted for."""

    on = DateField(label="Date", help_text="For example, 1 9 2022")


def filters_from(address: QueryDict) -> SchoolFilters:
    """What the address asks for; what makes no sense in it is passed over. Open schools unless it says otherwise."""
    status = address.get("status", OPEN)
    chosen: dict[str, Any] = {name: _text(address.get(name, "")) or None for name in WORDS}
    chosen |= {name: _number(address.get(name, "")) for name in NUMBERS}
    return SchoolFilters(q=_text(address.get("q", "")), status=status if status in STATUS_GROUPS else "", **chosen)


def _text(typed: str) -> str:
    return typed.replace("\x00", "").strip()[:LONGEST_SEARCH]


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
