"""`{% load training %}`: what training pages say in more than one place."""

from django import template
from django.utils.html import format_html

from essex_portal.audit.models import AuditEvent
from essex_portal.money import Money, pounds
from essex_portal.ui.words import counted
from traded_assessment.pricing.facts import Part, QuoteLine
from traded_assessment.states import Availability

register = template.Library()

FEW = 5
PARTS = {Part.SUBSCRIPTION: "Subscription", Part.BLOCKS: "Single session", Part.FIRST: "First person"}


@register.simple_tag
def places(availability: Availability, places_left: int) -> str:
    """A tag: `12 places left`, `Full`, `Cancelled`; few places left warn."""
    if availability != Availability.BOOKABLE:
        tone = "bad" if availability == Availability.CANCELLED else "neutral"
        return tag_of(str(Availability(availability).label), tone)
    return tag_of(f"{counted(places_left, 'place,places')} left", "warn" if places_left <= FEW else "good")


@register.filter
def part_words(line: QuoteLine) -> str:
    """What a line of a quote is, without the title of the session."""
    if line.part == Part.COVERED:
        return f"{counted(line.quantity, 'place,places')} covered by your subscription"
    if line.part == Part.FURTHER:
        return counted(line.quantity, "further person,further people")
    return PARTS[line.part]


@register.filter
def signed_pounds(difference: Money) -> str:
    """`+£5`, `−£5`."""
    return f"{'+' if difference > 0 else ''}{pounds(difference)}"


@register.filter
def price_event(event: AuditEvent) -> str:
    """`price_list.published` → `published`."""
    return event.event.partition(".")[2]


def tag_of(words: str, tone: str) -> str:
    return format_html('<strong class="govuk-tag portal-tag--{}">{}</strong>', tone, words)
