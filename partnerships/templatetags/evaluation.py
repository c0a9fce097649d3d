"""Words of evaluation for templates."""

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def step(names: Mapping[int, str], level: int) -> str:
    """`3 Established`, out of the names of the steps by level."""
    return names.get(level, "")
