from django import forms

from essex_portal.organisations.models import District, Organisation
from essex_portal.organisations.states import OrganisationKind
from essex_portal.ui.forms import PortalForm


class QuadrantForm(PortalForm):
    """Which quadrant a district's schools belong to."""

    quadrant = forms.ModelChoiceField(
        Organisation.objects.filter(kind=OrganisationKind.QUADRANT),
        label="Quadrant",
        required=False,
        empty_label="None: not in a quadrant",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="Why it changes", max_length=300, error_messages={"required": "Enter why the quadrant changes"}
    )
    mark_optional = False

    def __init__(self, *args: object, district: District, **kwargs: object) -> None:
        super().__init__(*args, initial={"quadrant": district.quadrant_id}, **kwargs)
