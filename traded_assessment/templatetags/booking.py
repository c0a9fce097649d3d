"""`{% load booking %}`: what the booking pages say in more than one place."""

from typing import Any

from django import template
from django.template.context import Context

from essex_portal.ui.words import date_words
from traded_assessment.basket import Basket
from traded_assessment.models import TrainingSession
from traded_assessment.pricing import QuoteLine

register = template.Library()


@register.inclusion_tag("traded_assessment/booking/_unconfirmed.html", takes_context=True)
def unconfirmed_booking(context: Context) -> dict[str, Any]:
    """How many things are in the basket of the school acted for; no query beyond the session itself."""
    request = context["request"]
    school = getattr(request, "acting_for", None)
    return {"count": len(Basket.of(request.session, school)) if school else 0}


@register.filter
def without_title(line: QuoteLine, session: TrainingSession | None) -> str:
    """What a line is for, on a page that names the session already: "2 further members of staff"."""
    if session is None:
        return line.description
    words = line.description.removeprefix(f"{session.course.title}, {date_words(session.starts_at)}: ")
    return words[:1].upper() + words[1:]
