"""What is asked about the board's meetings."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from essex_portal.documents.forms import UploadField
from essex_portal.taskforce.models import BoardMeeting
from essex_portal.tracker.models import Action, Programme
from essex_portal.ui.forms import DateField, PortalForm

LONGEST_ITEM, MOST_ITEMS = 200, 40


class MeetingForm(PortalForm):
    held_on = DateField(label="Day of the meeting", name="Day of the meeting")
    place = forms.CharField(label="Place", max_length=150, required=False, help_text="Such as: online, or a room")
    chair = forms.CharField(label="Chair", max_length=120, help_text="The office, no person’s name")
    agenda = forms.CharField(
        label="Agenda", required=False, widget=forms.Textarea(attrs={"rows": 8}), help_text="One item a line"
    )

    @classmethod
    def initial_of(cls, meeting: BoardMeeting) -> dict[str, Any]:
        initial = {name: getattr(meeting, name) for name in cls.base_fields}
        return {**initial, "agenda": "\n".join(meeting.agenda)}

    def clean_agenda(self) -> list[str]:
        items = [line.strip() for line in self.cleaned_data["agenda"].splitlines() if line.strip()]
        if any(len(item) > LONGEST_ITEM for item in items):
            raise ValidationError(f"An item must be {LONGEST_ITEM} characters or fewer")
        if len(items) > MOST_ITEMS:
            raise ValidationError(f"An agenda has at most {MOST_ITEMS} items")
        return items


class _ItemForm(PortalForm):
    """Something that may belong to an item of the agenda."""

    item = forms.TypedChoiceField(label="Item of the agenda", required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, meeting: BoardMeeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        items = [(number, f"{number}. {title}") for number, title in enumerate(meeting.agenda, start=1)]
        self.fields["item"].choices = [("", "The whole meeting"), *items]  # type: ignore[attr-defined]


class PaperForm(_ItemForm):
    title = forms.CharField(label="Title of the paper", max_length=150)
    upload = UploadField(label="File", help_text="PDF, Word, Excel, PowerPoint or picture, up to 20 MB")
    field_order = ("title", "item", "upload")


class DecisionForm(_ItemForm):
    text = forms.CharField(label="What was decided", max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))
    field_order = ("text", "item")


class ArisenForm(PortalForm):
    """An action by its programme and reference."""

    programme = forms.ModelChoiceField(queryset=Programme.objects.none(), empty_label=None)
    reference = forms.CharField(
        label="Reference of the action", max_length=16, help_text="Such as TF-4. New actions are made in the tracker",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )  # fmt: skip

    def __init__(self, *args: Any, actions: QuerySet[Action], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actions = actions
        self.fields["programme"].queryset = Programme.objects.filter(actions__in=actions).distinct()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("programme") and given.get("reference"):
            reference = given["reference"].strip().upper()
            given["action"] = self.actions.filter(programme=given["programme"], reference=reference).first()
            if given["action"] is None:
                self.add_error("reference", f"There is no action {reference} in this programme")
        return given
