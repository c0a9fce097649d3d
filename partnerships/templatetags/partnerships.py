"""`{% partnerships_nav %}`: ways to the pages about partnerships that the person may open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse

from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from partnerships.models import PartnershipKind
from partnerships.services.kinds import days_words

register = template.Library()


@dataclass(frozen=True)
class Way:
    """One page; for everybody signed in, or for those with the permission."""

    text: str
    route: str
    permission: Permission | None = None


GROUPS: Sequence[tuple[str, Sequence[Way]]] = (
    (
        "Directory",
        (
            Way("Partnerships", "partnerships:directory"),
            Way("Boards", "partnerships:boards"),
            Way("Offices and contacts", "partnerships:contacts"),
            Way("Who do I call?", "partnerships:who_to_call"),
            Way("Your school’s partnerships", "partnerships:own_partnerships", Permission.PROPOSE_PARTNERSHIP_CHANGE),
        ),
    ),
    (
        "Keeping it",
        (
            Way("New partnership", "partnerships:new_partnership", Permission.KEEP_PARTNERSHIPS),
            Way("Upload members", "partnerships:upload", Permission.KEEP_PARTNERSHIPS),
            Way("Proposals of schools", "partnerships:proposals", Permission.KEEP_PARTNERSHIPS),
            Way("Schools on their own", "partnerships:isolation", Permission.KEEP_PARTNERSHIPS),
        ),
    ),
    (
        "Self-review",
        (
            Way("Your school’s answers", "partnerships:school_rounds", Permission.ANSWER_EVALUATION),
            Way("Rounds that you lead", "partnerships:led_partnerships", Permission.LEAD_PARTNERSHIP),
            Way("Question sets", "partnerships:question_sets", Permission.KEEP_QUESTION_SETS),
        ),
    ),
    (
        "Results",
        (
            Way("Your school beside its partnerships", "partnerships:school_results", Permission.ANSWER_EVALUATION),
            Way("Partnerships compared", "partnerships:compared_results", Permission.VIEW_QUADRANT_EVALUATION),
            Way("How results are read", "partnerships:thresholds", Permission.KEEP_QUESTION_SETS),
        ),
    ),
    (
        "Funded places",
        (
            Way("On offer", "partnerships:offers"),
            Way("Keep and award", "partnerships:office_offers", Permission.VIEW_OFFERS),
            Way("Money", "partnerships:offers_money", Permission.VIEW_OFFERS),
        ),
    ),
    (
        "Meeting others",
        (Way("Forums and drop-ins", "partnerships:forums"), Way("Peer review visits", "partnerships:visits")),
    ),
)


@register.filter
def called(kind: PartnershipKind, on: date) -> str:
    """`{{ facts.kind|called:on }}`: what the kind was called on that day."""
    return kind.name_on(on)


@register.filter
def one_at_a_time(kind: PartnershipKind) -> str:
    """On which days a school belongs to at most one of the kind: `Always`, `No`, `From 1 September 2022`."""
    words = days_words(kind.rule.exclusive)
    return words[:1].upper() + words[1:]


@register.inclusion_tag("partnerships/_nav.html", takes_context=True)
def partnerships_nav(context: Context) -> dict[str, Any]:
    """The groups with their ways; a group without any is left out."""
    user, path = context["request"].user, context["request"].path
    groups = [
        (title, [{"text": way.text, "href": reverse(way.route), "here": reverse(way.route) == path} for way in ways])
        for title, ways in ((title, _open(ways, user)) for title, ways in GROUPS)
        if ways
    ]
    return {"groups": groups}


def _open(ways: Sequence[Way], user: Any) -> list[Way]:
    return [way for way in ways if way.permission is None or holds(user, way.permission)]
