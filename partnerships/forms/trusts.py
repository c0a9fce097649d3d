from collections.abc import Sequence
from typing import Any

from django import forms

from essex_portal.organisations.models import Organisation
from essex_portal.ui.forms import PortalForm, SearchInput
from essex_portal.ui.words import counted

NONE = "none"


class FindTrustForm(PortalForm):
    mark_optional = False

    q = forms.CharField(label="Find a trust", required=False, max_length=100, widget=SearchInput)


class TrustForm(PortalForm):
    """Which trust of the register it is; the likeliest first."""

    trust = forms.ChoiceField(
        label="Trust in the register", widget=forms.RadioSelect, error_messages={"required": "Select the trust"}
    )

    def __init__(self, *args: Any, trusts: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.trusts = {str(one.pk): one for one in trusts}
        field: Any = self.fields["trust"]
        field.choices = [
            *((key, one.name) for key, one in self.trusts.items()),
            (NONE, "None of these: its schools are kept by hand"),
        ]
        hints = {key: counted(one.schools, "open school,open schools") for key, one in self.trusts.items()}  # type: ignore[attr-defined]
        self.option_hints = {"trust": hints}  # type: ignore[misc]

    def chosen(self) -> Organisation | None:
        """The trust of a valid form; None: by hand."""
        return self.trusts.get(self.cleaned_data["trust"])
