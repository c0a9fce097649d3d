"""What the county says about a kind of partnership."""

from datetime import date
from typing import Any

from django import forms

from essex_portal.ui.forms import DateField, PortalForm
from partnerships.models import PartnershipKind
from partnerships.services.kinds import KindFacts


class KindForm(PortalForm):
    name = forms.CharField(
        label="Name",
        max_length=60,
        help_text="For example, local cluster. The directory of earlier days keeps the name before",
    )
    exclusive = forms.BooleanField(
        label="A school belongs to at most one partnership of this kind at a time", required=False
    )
    from_on = DateField(
        label="From which day is that so, or no longer so?",
        name="Day",
        help_text="Days before keep what they had. For example, 1 9 2022",
    )
    follows_register = forms.BooleanField(
        label="Its schools can follow the school register, as the academies of a trust", required=False
    )
    mark_optional = False

    @staticmethod
    def initial_of(kind: PartnershipKind | None, today: date) -> dict[str, Any]:
        """What the form begins with; None: a kind that is new."""
        if kind is None:
            return {"from_on": today}
        return {
            "name": kind.name,
            "exclusive": kind.goes_on_excluding,
            "from_on": today,
            "follows_register": kind.follows_register,
        }

    def facts(self) -> KindFacts:
        """What a valid form says."""
        given = self.cleaned_data
        return KindFacts(**given | {"name": " ".join(given["name"].split())})
