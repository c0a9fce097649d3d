"""Who came: one form for everybody with a place, and the file that fills it in."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from essex_portal.ui.forms import PortalForm
from traded_assessment.models import Attendee
from traded_assessment.services.attendance import Correction
from traded_assessment.states import Attendance

MOST_BYTES = 2 * 1024 * 1024


class AttendanceForm(forms.Form):
    """A choice a person, and beside it what the page showed, so that nobody who joined meanwhile is overwritten."""

    def __init__(self, data: Any, *, people: Sequence[Attendee], said: Mapping[int, Attendance] | None = None) -> None:
        super().__init__(data)
        self.people = people
        self.said = said or {}
        for person in people:
            self.fields[f"now_{person.pk}"] = forms.ChoiceField(choices=Attendance)
            self.fields[f"was_{person.pk}"] = forms.ChoiceField(choices=Attendance)

    @property
    def rows(self) -> list[tuple[Attendee, str, bool]]:
        """Each person, which state is chosen, and whether the file says another than is recorded."""
        return [
            (person, chosen, chosen != person.attendance)
            for person in self.people
            for chosen in [self.data.get(f"now_{person.pk}") or self.said.get(person.pk, person.attendance)]
        ]

    def corrections(self) -> dict[int, Correction]:
        """What was sent, by the number of the person. Only after `is_valid`."""
        return {
            one.pk: Correction(Attendance(self.cleaned_data[f"was_{one.pk}"]), self._said_of(one))
            for one in self.people
        }

    def _said_of(self, person: Attendee) -> Attendance:
        """The choice; for those without one, what the button says of the rest."""
        said = Attendance(self.cleaned_data[f"now_{person.pk}"])
        return Attendance.ABSENT if said == Attendance.NOT_RECORDED and "rest" in self.data else said


class AttendanceFileForm(PortalForm):
    file = forms.FileField(
        label="File",
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
        help_text="The list of people of this session with a column “Attended” filled in with yes or no,"
        " or the attendance report of a meeting service",
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError("The file must be smaller than 2 MB")
        return file
