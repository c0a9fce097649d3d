"""Uploading a filled-in spreadsheet, and deciding about its conflicts."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from essex_portal.ui.forms import PortalForm
from essex_portal.ui.table_files import TableRefused, read_table

ENDINGS = (".xlsx", ".csv")


class SheetForm(PortalForm):
    """`table` of a valid form has the lines of the file."""

    file = forms.FileField(
        label="Filled-in spreadsheet",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        help_text="The sheet that you downloaded here, as xlsx or CSV",
        error_messages={"required": "Select the spreadsheet"},
    )

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith(ENDINGS):
            raise ValidationError("The selected file must be a spreadsheet, ending in .xlsx or .csv")
        try:
            self.table = read_table(file.read(), file.name)
        except TableRefused as refusal:
            raise ValidationError(str(refusal)) from refusal
        return file


class ConfirmSheetForm(forms.Form):
    """Which of somebody else's updates the author has read and replaces: `line-update` of each."""

    overrule = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, conflicts: list[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = [f"{row['line']}-{row['latest']}" for row in conflicts]
        self.fields["overrule"].choices = [(key, key) for key in keys]

    @property
    def overruled(self) -> dict[int, int]:
        pairs = (key.split("-") for key in self.cleaned_data["overrule"])
        return {int(line): int(update) for line, update in pairs}
