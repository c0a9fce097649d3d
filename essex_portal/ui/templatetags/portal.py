"""The tags and filters of the portal's pages: `{% load portal %}`. docs/conventions/pages.md lists them."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import template
from django.core.paginator import Page
from django.http import QueryDict
from django.template.context import Context

from essex_portal import money
from essex_portal.ui import words
from essex_portal.ui.summary import SummaryError, errors_on

register = template.Library()

TONES = ("neutral", "info", "good", "warn", "bad")


@register.filter
def of_key(found: Mapping[Any, Any], key: Any) -> Any:
    """`{{ invoices|of_key:order.pk }}`: what a mapping holds for a key, or nothing."""
    return found.get(key, ())


@register.filter
def pounds(amount: money.Money | int | None) -> str:
    return "" if amount is None or amount == "" else money.pounds(amount)


@register.filter
def date_words(value: dt.date | None) -> str:
    return words.date_words(value)


@register.filter
def time_words(value: dt.time | dt.datetime | None) -> str:
    return words.time_words(value)


@register.filter
def moment_words(value: dt.datetime | None) -> str:
    return words.moment_words(value)


@register.filter
def plural(number: int, singular_and_plural: str) -> str:
    return words.counted(number, singular_and_plural)


@register.inclusion_tag("ui/tag.html")
def tag(text: str, tone: str = "neutral") -> dict[str, str]:
    """A status in words, with a colour that only helps. A wrong tone is the template author's mistake."""
    if tone not in TONES:
        raise template.TemplateSyntaxError(f"{tone!r} is not a tone; use one of {', '.join(TONES)}")
    return {"text": text, "tone": tone}


@register.simple_tag(takes_context=True)
def errors_of_page(context: Context) -> list[SummaryError]:
    return errors_on(context.flatten())


@register.simple_tag(takes_context=True)
def page_links(context: Context, page: Page, page_field: str) -> list[dict[str, Any]]:
    """The links of a pagination: `number` (None for a gap), `href`, `current`; they keep the filters."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return [
        {
            "number": number if isinstance(number, int) else None,
            "href": page_address(context["request"].GET, page_field, number),
            "current": number == page.number,
        }
        for number in numbers
    ]


@register.simple_tag(takes_context=True)
def page_link(context: Context, page_field: str, number: int) -> str:
    return page_address(context["request"].GET, page_field, number)


def page_address(query: QueryDict, page_field: str, number: int | str) -> str:
    changed = query.copy()
    changed[page_field] = str(number)
    return f"?{changed.urlencode()}"
