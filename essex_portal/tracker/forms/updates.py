"""Saying how an action stands: in one line, or in full."""

from typing import Any

from django import forms

from essex_portal.tracker.models import RatingLevel
from essex_portal.tracker.services.updates import UpdateFacts
from essex_portal.tracker.states import CLOSED, Stage
from essex_portal.ui.forms import AffixInput, DateField, PortalForm

SENTENCE = 500


class QuickUpdateForm(PortalForm):
    """One line of "my actions": rating and sentence. The wanted sentence about the facts comes when it is asked for."""

    mark_optional = False

    delivery = forms.ChoiceField(label="Rating", error_messages={"required": "Choose a rating"})
    sentence = forms.CharField(
        label="Why, in a sentence", max_length=SENTENCE, error_messages={"required": "Say why in a sentence"}
    )
    contradiction = forms.CharField(label="Why the facts mislead", max_length=SENTENCE, required=False)
    base = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, levels: list[RatingLevel], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.levels = {level.code: level for level in levels}
        self.fields["delivery"].choices = [("", "Choose"), *((code, level.name) for code, level in self.levels.items())]

    @property
    def asks_about_the_facts(self) -> bool:
        return self.is_bound and bool(self["contradiction"].value() or "contradiction" in self.errors)

    @property
    def facts(self) -> UpdateFacts:
        said = self.cleaned_data
        return UpdateFacts(
            delivery=self.levels[said["delivery"]], sentence=said["sentence"], contradiction=said["contradiction"]
        )


class UpdateForm(QuickUpdateForm):
    """Everything that can be said of an action."""

    mark_optional = True

    delivery = forms.ChoiceField(
        label="How is delivery going?", widget=forms.RadioSelect, error_messages={"required": "Choose a rating"}
    )
    sentence = forms.CharField(
        label="Why, in a sentence", max_length=SENTENCE, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why in a sentence"},
    )  # fmt: skip
    contradiction = forms.CharField(
        label="Where the facts say otherwise, why is your rating right all the same?", max_length=SENTENCE,
        required=False, widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    impact = forms.ChoiceField(
        label="How is the difference it should make going?", required=False, help_text="Done is not yet a difference.",
    )  # fmt: skip
    stage = forms.ChoiceField(required=False)
    percent = forms.IntegerField(
        label="How much is done", required=False, min_value=0, max_value=100,
        widget=AffixInput(suffix="%", attrs={"class": "govuk-input--width-3", "inputmode": "numeric"}),
    )  # fmt: skip
    forecast_on = DateField(label="When is it expected now?", required=False, name="The expected date")

    field_order = ("delivery", "sentence", "contradiction", "stage", "percent", "forecast_on", "impact", "base")

    def __init__(self, *args: Any, levels: list[RatingLevel], **kwargs: Any) -> None:
        super().__init__(*args, levels=levels, **kwargs)
        self.fields["delivery"].choices = [(level.code, level.name) for level in levels]
        self.option_hints = {"delivery": {level.code: level.meaning for level in levels}}
        self.fields["impact"].choices = [("", "Not rated"), *((level.code, level.name) for level in levels)]
        stages = [(stage.value, stage.label) for stage in Stage if stage not in CLOSED]
        self.fields["stage"].choices = [("", "As it is"), *stages]

    @property
    def facts(self) -> UpdateFacts:
        said = self.cleaned_data
        return UpdateFacts(
            delivery=self.levels[said["delivery"]],
            sentence=said["sentence"],
            impact=self.levels.get(said["impact"]),
            percent=said["percent"],
            forecast_on=said["forecast_on"],
            stage=said["stage"] or None,
            contradiction=said["contradiction"],
        )


class SendBackForm(PortalForm):
    reason = forms.CharField(
        label="What should the author change?", max_length=SENTENCE, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say what the author should change"},
    )  # fmt: skip
