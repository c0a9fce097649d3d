import datetime as dt

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat

from essex_portal.ui.forms import DateField, PortalForm

ENDINGS = (".csv", ".csv.gz")


class RegisterFileField(forms.FileField):
    """A CSV file, plain or packed with gzip, within the limit for uploads. What is inside is checked later."""

    widget = forms.FileInput(attrs={"accept": ".csv,.gz,text/csv,application/gzip"})

    def clean(self, data: UploadedFile | None, initial: UploadedFile | None = None) -> UploadedFile | None:
        file = super().clean(data, initial)
        if file and not file.name.lower().endswith(ENDINGS):
            raise ValidationError("The selected file must be a CSV file, ending in .csv or .csv.gz")
        if file and file.size > settings.UPLOAD_LIMIT_BYTES:
            limit = filesizeformat(settings.UPLOAD_LIMIT_BYTES)
            raise ValidationError(f"The selected file must be smaller than {limit}")
        return file


class RegisterImportForm(PortalForm):
    file = RegisterFileField(
        label="Register file",
        help_text="The CSV file of all establishments with all fields, such as edubasealldata20231116.csv.",
        error_messages={"required": "Select the register file"},
    )
    as_of = DateField(
        label="Date of the file",
        name="Date of the file",
        required=False,
        help_text="Only needed when the file’s name does not have it. For example, 16 11 2023.",
    )
    links = RegisterFileField(
        label="Predecessor and successor links", required=False, help_text="The register’s file of links."
    )
    trusts = RegisterFileField(
        label="Academy trust links", required=False, help_text="The register’s file of academies and their trusts."
    )
    dry_run = forms.BooleanField(
        label="Only show me what would change",
        required=False,
        help_text="Nothing is changed. You can import the file afterwards.",
    )

    def __init__(self, *args: object, today: dt.date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_as_of(self) -> dt.date | None:
        day = self.cleaned_data["as_of"]
        if day and day > self.today:
            raise ValidationError("Date of the file must be today or in the past")
        return day
