"""`{% load tracker %}`: words of the tracker's pages."""

from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse

from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.tracker.measure_pictures import in_unit as number_in_unit
from essex_portal.ui.charts import Number

register = template.Library()


@register.filter
def in_unit(value: Number, unit: str) -> str:
    """`{{ reading.value|in_unit:reading.unit }}`"""
    return number_in_unit(value, unit)


LINKS = (
    ("programmes", "Programmes", Permission.VIEW_TRACKER),
    ("board", "Board", Permission.VIEW_TRACKER),
    ("actions", "All actions", Permission.VIEW_TRACKER),
    ("mine", "My actions", Permission.VIEW_TRACKER),
    ("approvals", "Updates to approve", Permission.APPROVE_UPDATES),
)


@register.simple_tag(takes_context=True)
def tracker_links(context: Context, here: str) -> list[dict[str, Any]]:
    """The ways around the tracker that the person has."""
    user = context["user"]
    return [
        {"text": text, "href": reverse(f"tracker:{route}"), "current": route == here}
        for route, text, permission in LINKS
        if holds(user, permission)
    ]
