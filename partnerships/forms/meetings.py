"""What is noted in a meeting on a partnership's results, and what becomes of the steps agreed there."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from essex_portal.organisations.models import Organisation
from essex_portal.ui.forms import DateField, PortalForm
from partnerships.models import AgreedLevel, NextStep, Office
from partnerships.services.next_steps import StepPlan
from partnerships.states import STEP_MOVES, StepState

Owner = Organisation | Office


class MeetingForm(PortalForm):
    """One statement: the agreed level, and a next step when there is one. All of it may be left open."""

    mark_optional = False
    inline = frozenset({"level"})
    small = frozenset({"level"})

    level = forms.TypedChoiceField(
        label="Level that you agree on", required=False, coerce=int, empty_value=None, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label="What was said", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    words = forms.CharField(
        label="Next step", required=False, max_length=300, help_text="What will be done, in a sentence"
    )
    owner = forms.ChoiceField(label="Who sees to it", required=False)
    due_on = DateField(label="By when", name="The day of the step", required=False)

    def __init__(
        self, data: Any, *, scale: Mapping[int, str], owners: Mapping[str, Owner], agreed: AgreedLevel | None
    ) -> None:
        initial = {"level": agreed.level, "note": agreed.note} if agreed else {}
        super().__init__(data, initial=initial)
        self.owners = owners
        level: Any = self.fields["level"]
        level.choices = list(scale.items())
        owner: Any = self.fields["owner"]
        owner.choices = [("", "Choose a school or an office"), *((key, str(one)) for key, one in owners.items())]

    def clean(self) -> dict[str, Any]:
        """A step has words, an owner and a day; a note belongs to a level."""
        given = super().clean() or self.cleaned_data
        step = {
            "words": "Say what the next step is",
            "owner": "Choose who sees to the next step",
            "due_on": "Enter the day by which the next step is done",
        }
        if any(given.get(name) for name in step):
            for name, words in step.items():
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, words)
        if given.get("note") and given.get("level") is None and "level" not in self.errors:
            self.add_error("level", "Choose the level that the note belongs to")
        return given

    def plan(self) -> StepPlan | None:
        """The next step that was entered; None when there is none."""
        given = self.cleaned_data
        if not given["words"]:
            return None
        return StepPlan(words=given["words"], owner=self.owners[given["owner"]], due_on=given["due_on"])


def owners_of(schools: Sequence[Organisation], offices: Sequence[Office]) -> dict[str, Owner]:
    """Who may see to a step, by the key that a form sends."""
    return {f"school-{one.pk}": one for one in schools} | {f"office-{one.pk}": one for one in offices}


class HeldForm(PortalForm):
    """On which day the partnership met."""

    held_on = DateField(label="Day of the meeting", help_text="It counts as a meeting of the partnership.")

    def __init__(self, data: Any, *, today: date) -> None:
        super().__init__(data, initial={"held_on": today})


class StepForm(PortalForm):
    """What became of a step: only the moves that it may make."""

    state = forms.ChoiceField(label="What became of it?", widget=forms.RadioSelect)
    outcome = forms.CharField(
        label="What came of it, or why it is dropped",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any, *, step: NextStep) -> None:
        super().__init__(data, initial={"outcome": step.outcome})
        state: Any = self.fields["state"]
        state.choices = [(one, one.label) for one in StepState if one in STEP_MOVES[StepState(step.state)]]


class ShareForm(PortalForm):
    """For whom a link is, and until when."""

    made_for = forms.CharField(
        label="Who is it for?", max_length=100, help_text="A body or an office, for example the governors’ group"
    )
    last_on = DateField(label="Last day", name="The last day", help_text="The link opens until the end of this day.")
