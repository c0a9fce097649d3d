"""`{% load tracker %}`: words of the tracker's pages."""

from django import template

from essex_portal.tracker.measure_pictures import in_unit as number_in_unit
from essex_portal.ui.charts import Number

register = template.Library()


@register.filter
def in_unit(value: Number, unit: str) -> str:
    """`{{ reading.value|in_unit:reading.unit }}`"""
    return number_in_unit(value, unit)
