"""Which school is on the telephone."""

from django import forms

from essex_portal.ui.filters import FilterForm
from essex_portal.ui.forms import SearchInput


class FindSchoolForm(FilterForm):
    q = forms.CharField(label="Name, URN, postcode or town", required=False, max_length=100, widget=SearchInput())
