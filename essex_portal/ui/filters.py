"""Filters above a list: they live in the address, and none of them has to be filled in."""

import django_filters as filters

from essex_portal.ui.forms import DateField, PortalForm


class FilterForm(PortalForm):
    """The form of a FilterSet: `class Meta: form = FilterForm`."""

    mark_optional = False


class DayFilter(filters.Filter):
    """A day in three boxes."""

    field_class = DateField
