"""What is looked at in the directory. It lives in the address."""

from datetime import date
from typing import Any

from django import forms

from essex_portal.ui.filters import FilterForm
from essex_portal.ui.forms import DateField, PortalForm, SearchInput
from partnerships import queries
from partnerships.queries import DirectoryFilters


class DirectoryForm(FilterForm):
    """Which day, and which part of the directory. What makes no sense in the address is passed over."""

    q = forms.CharField(label="Name of a partnership or school", required=False, max_length=100, widget=SearchInput)
    quadrant = forms.ChoiceField(label="Quadrant", required=False)
    kind = forms.ChoiceField(label="Kind", required=False)
    on = DateField(label="As at", name="As at", required=False)

    def __init__(self, data: Any, *, today: date) -> None:
        super().__init__(data, initial={"on": today})
        self.today = today
        choices = {
            "quadrant": [("", "All"), *((str(one.pk), one.name) for one in queries.quadrants())],
            "kind": [("", "All"), *((one.code, one.name) for one in queries.kinds())],
        }
        for name, options in choices.items():
            field: Any = self.fields[name]
            field.choices = options

    def asked(self) -> DirectoryFilters:
        """What is asked for; today where no real day is."""
        self.is_valid()
        given = self.cleaned_data
        quadrant = given.get("quadrant")
        return DirectoryFilters(
            on=given.get("on") or self.today,
            quadrant=int(quadrant) if quadrant else None,
            kind=given.get("kind", ""),
            q=" ".join(given.get("q", "").replace("\x00", "").split()),
        )


class DayForm(PortalForm):
    """The day that a page is wanted for."""

    mark_optional = False

    on = DateField(label="As at", name="As at", required=False, help_text="For example, 1 9 2021")


def day_asked(data: Any, today: date) -> tuple[DayForm, date]:
    """The form of the day, and the day: today where the address asks for none or for no real one."""
    asks = any(name == "on" or name.startswith("on_") for name in data)
    form = DayForm(data if asks else None, initial={"on": today})
    given = form.cleaned_data.get("on") if asks and form.is_valid() else None
    return form, given or today
