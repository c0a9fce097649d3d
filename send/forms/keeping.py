"""What is asked about the statement of action and the strategy."""

from typing import Any

from django import forms
from django.db.models import Model

from essex_portal.documents.forms import UploadField
from essex_portal.tracker.models import Programme, Workstream
from essex_portal.ui.forms import DateField, PortalForm
from send.states import PaperKind, VisitKind


def words(label: str, *, rows: int = 4, required: bool = False, most: int = 2000, **more: Any) -> forms.CharField:
    """A text of several lines."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=most, required=required, widget=widget, **more)


class RowForm(PortalForm):
    """A form whose fields are those of a row."""

    @classmethod
    def initial_of(cls, row: Model | None) -> dict[str, Any]:
        return {name: getattr(row, name) for name in cls.base_fields} if row else {}


class StatementForm(RowForm):
    weakness = words("Weakness that the inspection found")
    families = words("What will be different for families")
    practitioners = words("What will be different for practitioners")
    system = words("What will be different in the system")
    measured = words("How it is measured")


class VisitForm(RowForm):
    kind = forms.ChoiceField(label="Kind", choices=VisitKind.choices)
    held_on = DateField(label="First day", name="First day")
    until_on = DateField(label="Last day, if it takes more than one", name="Last day", required=False)
    visitors = forms.CharField(label="Who visits", max_length=200, help_text="Bodies and offices, no person’s name")
    looked_at = words("What is looked at")
    outcome = words("What came of it")


class LetterForm(PortalForm):
    title = forms.CharField(label="Title", max_length=150)
    dated_on = DateField(label="Date of the letter", name="Date of the letter")
    upload = UploadField(label="File", help_text="PDF, Word or picture, up to 20 MB. No names of children")


class PaperForm(PortalForm):
    kind = forms.ChoiceField(label="Kind", choices=PaperKind.choices)
    title = forms.CharField(label="Title", max_length=150)
    dated_on = DateField(label="Date of the paper", name="Date of the paper")
    upload = UploadField(label="File", help_text="PDF, Word, Excel or PowerPoint, up to 20 MB")


class PartForm(RowForm):
    title = forms.CharField(label="Title", max_length=150)
    text = words("Text", rows=6, most=3000)
    position = forms.IntegerField(label="Place", min_value=0, max_value=1000, help_text="The smallest comes first")
    in_use = forms.BooleanField(label="Part of the strategy", required=False)


class StageForm(RowForm):
    title = forms.CharField(label="Stage", max_length=150)
    when_words = forms.CharField(
        label="When", max_length=200, help_text="Such as: June to September 2021, or late autumn term 2021"
    )
    done = forms.BooleanField(label="Done", required=False)
    in_use = forms.BooleanField(label="Part of the timeline", required=False)


class TeamActionForm(PortalForm):
    """A current action of a quadrant's team."""

    workstream = forms.ModelChoiceField(label="Team", queryset=Workstream.objects.none(), empty_label=None)
    title = forms.CharField(label="What is done", max_length=300)
    detail = words("More about it", required=False)
    when_words = forms.CharField(
        label="When", max_length=200, required=False, help_text="Such as: happening now, or spring term 2022"
    )

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["workstream"].queryset = programme.workstreams.all()  # type: ignore[attr-defined]
