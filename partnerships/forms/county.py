"""Boards, seats and meetings."""

from collections.abc import Sequence
from typing import Any

from django import forms

from essex_portal.organisations.models import Organisation
from essex_portal.ui.forms import DateField, PortalForm
from partnerships.models import Board
from partnerships.services.boards import BoardFacts
from partnerships.states import SeatKind

COUNTY = "county"


class BoardForm(PortalForm):
    name = forms.CharField(label="Name", max_length=120)
    short_name = forms.CharField(
        label="Short name",
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )
    area = forms.CharField(label="Area that it is for", max_length=60, help_text="Such as: Tendring")
    quadrant = forms.ChoiceField(label="Quadrant", error_messages={"required": "Select the quadrant or the county"})
    purpose = forms.CharField(
        label="What it is for", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 6})
    )

    def __init__(self, *args: Any, places: Sequence[Organisation | None], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {str(one.pk) if one else COUNTY: one for one in places}
        field: Any = self.fields["quadrant"]
        field.choices = [(key, one.name if one else "The whole county") for key, one in self.places.items()]

    @staticmethod
    def initial_of(board: Board) -> dict[str, Any]:
        given = {name: getattr(board, name) for name in ("name", "short_name", "area", "purpose")}
        return given | {"quadrant": str(board.quadrant_id) if board.quadrant_id else COUNTY}

    def facts(self) -> BoardFacts:
        """What a valid form says."""
        given = self.cleaned_data
        return BoardFacts(**given | {"quadrant": self.places[given["quadrant"]]})


class SeatForm(PortalForm):
    kind = forms.ChoiceField(
        label="What has the seat?",
        choices=SeatKind,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what has the seat"},
    )
    name = forms.CharField(
        label="Name",
        max_length=150,
        help_text="Of a partnership or school, the name as the portal has it: then its page shows the seat. "
        "A school’s URN does as well",
    )
    from_on = DateField(label="From which day?", name="Day", help_text="For example, 1 9 2021")
    small = {"kind"}


class EndSeatForm(PortalForm):
    last_on = DateField(label="Last day on the board", name="Last day", help_text="For example, 31 8 2022")
    reason = forms.CharField(label="Why does it end?", required=False, max_length=300)


class MeetingForm(PortalForm):
    held_on = DateField(label="Day of the meeting", name="Day", help_text="For example, 14 3 2022")
    about = forms.CharField(label="What was it about?", max_length=200)
