"""What the form templates need and pages do not."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def of(mapping: Mapping[str, str] | None, key: Any) -> str:
    """The mapping's value for the key as text, or nothing."""
    return (mapping or {}).get(str(key), "")
