"""Words for what boards read."""

from decimal import Decimal
from typing import Any

from django import template

from essex_portal.tracker.comparing import Finding
from essex_portal.tracker.queries.board import Share, WorkstreamSeen

register = template.Library()


@register.filter
def figure(value: Decimal | None) -> str:
    """`40` for 40.00, `2.5` for 2.50."""
    return "" if value is None else f"{value.normalize():f}"


@register.filter
def slippage(days: int) -> str:
    """`3 days late`, `1 day early`."""
    count = abs(days)
    return f"{count} day{'' if count == 1 else 's'} {'late' if days > 0 else 'early'}"


@register.filter
def promised(finding: Finding) -> str:
    """The title of a promise, as it stands or stood last."""
    return finding.promise.wording.get("What will be done", "")


@register.filter
def number_with(seen: WorkstreamSeen[Any], share: Share) -> int:
    """How many of the workstream's actions have the rating of `share`."""
    mine = (one for one in seen.shares if one.level == share.level)
    return next((one.number for one in mine), 0)
