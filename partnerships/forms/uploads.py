"""Sending a list of members, and saying what its unknown names mean."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from essex_portal.ui.forms import DateField, PortalForm
from partnerships.membership.files import LIMITS
from partnerships.membership.plans import Unknown, key_of
from partnerships.queries.uploads import Suggestion

LATER = ""
LEAVE_OUT = "0"


class UploadForm(PortalForm):
    file = forms.FileField(
        label="List of members",
        help_text=f"A CSV file or spreadsheet (xlsx) with the columns Partnership and School or URN, and if you like "
        f"First day, Last day and Reason. Up to 2 MB and {LIMITS.lines:,} rows",
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,text/csv"}),
        error_messages={"required": "Select the list", "empty": "The selected file is empty"},
    )
    from_on = DateField(
        label="First day of schools without one in the list", name="First day", help_text="For example, 1 9 2022"
    )
    complete = forms.BooleanField(
        label="The list is complete for the partnerships in it",
        required=False,
        help_text="Schools that the directory has and the list lacks leave on that day. You see them before anything "
        "changes.",
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LIMITS.bytes:
            raise ValidationError("The selected file must be smaller than 2 MB. Send it in parts")
        if not (file.name or "").lower().endswith((".csv", ".xlsx", ".txt")):
            raise ValidationError("The selected file must be a CSV file or a spreadsheet (xlsx)")
        return file


class NamesForm(PortalForm):
    """A choice for each name that means nobody."""

    mark_optional = False

    def __init__(
        self, *args: Any, unknown: Sequence[Unknown], suggestions: Mapping[str, Sequence[Suggestion]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.keys: dict[str, str] = {}
        for number, one in enumerate(unknown):
            key = key_of(one.what, one.name)
            lines = ", ".join(str(line) for line in one.lines[:5]) + (" …" if len(one.lines) > 5 else "")
            self.keys[f"name_{number}"] = key
            self.fields[f"name_{number}"] = forms.ChoiceField(
                label=f"{one.what.capitalize()} “{one.name or 'without a name'}”",
                required=False,
                help_text=f"Line {lines}" if len(one.lines) == 1 else f"Lines {lines}",
                choices=[
                    (LATER, "Not decided: leave it as it is"),
                    *((str(each.pk), each.words) for each in suggestions.get(key, ())),
                    (LEAVE_OUT, "Leave these rows out"),
                ],
            )

    def choices(self) -> dict[str, int]:
        """What was decided in a valid form, by the key of the name."""
        given = self.cleaned_data
        return {key: int(given[name]) for name, key in self.keys.items() if given.get(name)}
