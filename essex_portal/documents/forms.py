from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from essex_portal.documents.uploads import FILE_TYPES, UploadRefused, check_upload


class UploadField(forms.FileField):
    """A file that the portal keeps (documents.uploads): its type, size and first bytes are checked here."""

    widget = forms.FileInput(attrs={"accept": ",".join(FILE_TYPES)})

    def clean(self, data: UploadedFile | None, initial: UploadedFile | None = None) -> UploadedFile | None:
        file = super().clean(data, initial)
        if file:
            first_bytes = file.read(8)
            file.seek(0)
            try:
                check_upload(file.name, file.size, first_bytes)
            except UploadRefused as refusal:
                raise ValidationError(str(refusal)) from refusal
        return file
