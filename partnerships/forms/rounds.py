"""What a lead says of a round."""

from collections.abc import Iterable
from typing import Any

from django import forms

from essex_portal.organisations.models import Organisation
from essex_portal.ui.forms import DateField, PortalForm
from partnerships.models import Round, RoundSchool, Statement
from partnerships.queries.evaluation import latest_versions
from partnerships.services.rounds import RoundPlan
from partnerships.states import Link


class RoundForm(PortalForm):
    """A draft of a round."""

    name = forms.CharField(
        max_length=80, help_text="Schools see it, for example “Autumn 2026”.", label="Name of the round"
    )
    version = forms.ModelChoiceField(queryset=None, label="Questions", widget=forms.RadioSelect, empty_label=None)
    closes_on = DateField(
        label="Last day for answers", help_text="Three or four school weeks leave time to talk at the schools."
    )
    own = forms.ModelMultipleChoiceField(
        queryset=None,
        label="Which of the partnership’s own statements do you ask besides?",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, data: Any, *, partnership: Organisation, draft: Round | None = None) -> None:
        own = partnership.own_statements.filter(retired_at=None).order_by("position")
        super().__init__(data, initial=_as_initial(draft) if draft else {"own": own})
        self.fields["version"].queryset = versions = latest_versions()  # type: ignore[attr-defined]
        self.fields["own"].queryset = own  # type: ignore[attr-defined]
        if not own:
            del self.fields["own"]
        if draft is None and len(versions) == 1:
            self.initial["version"] = versions[0]

    def plan(self) -> RoundPlan:
        """What the service takes."""
        facts = self.cleaned_data
        return RoundPlan(facts["name"], facts["version"], facts["closes_on"], tuple(facts.get("own") or ()))


def _as_initial(draft: Round) -> dict[str, Any]:
    pinned = draft.own_statements.values_list("statement", flat=True)
    return {"name": draft.name, "version": draft.version_id, "closes_on": draft.closes_on, "own": list(pinned)}


class ExtendForm(PortalForm):
    closes_on = DateField(label="New last day for answers")


class ReopenForm(PortalForm):
    """Why, until when, and who may change what they handed in."""

    mark_optional = False
    reason = forms.CharField(
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        label="Why is the round opened again?",
        help_text="The schools read this.",
    )
    closes_on = DateField(label="New last day for answers")
    hand_back = forms.ModelMultipleChoiceField(
        queryset=None,
        label="Schools that may change what they handed in (optional)",
        help_text="Schools that have not handed in can answer in any case.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, data: Any, *, handed_in: Iterable[RoundSchool]) -> None:
        super().__init__(data)
        self.fields["hand_back"].queryset = handed_in  # type: ignore[attr-defined]
        self.fields["hand_back"].label_from_instance = lambda one: str(one.school)  # type: ignore[attr-defined]


class StatementForm(PortalForm):
    """The words of a statement; and, where it follows another, how it relates to that."""

    wording = forms.CharField(
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        label="Statement",
        help_text="Something that can be more or less true of the partnership, such as “We plan training together”.",
    )
    guidance = forms.CharField(
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text="What to think of, or to look for, before choosing a step.",
    )
    link = forms.ChoiceField(
        choices=Link,
        widget=forms.RadioSelect,
        required=False,
        label="What do the new words mean, compared with the old ones?",
        help_text="A chart draws one line through the same, a dashed line through the similar, and none to the new.",
    )
    mark_optional = False

    def __init__(self, data: Any, *, statement: Statement | None, linked: bool) -> None:
        words = {"wording": statement.wording, "guidance": statement.guidance} if statement else {}
        super().__init__(data, initial=words | ({"link": statement.link} if statement and statement.follows_id else {}))
        self.fields["guidance"].label = "Guidance (optional)"
        if not linked:
            del self.fields["link"]
