"""The demonstration: what production begins with, and how it would stand some weeks on. Offices only."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from essex_portal.tracker.demo_updates import tell
from essex_portal.tracker.models import Programme
from send import starting_content
from send.models import PublicStatement
from send.queries.public import lines_proposed
from send.services import public
from send.states import QUADRANTS, STATEMENT


@transaction.atomic
def load(*, today: date) -> None:
    """Load the content around `today`, where there is none yet. Safe to run again."""
    starting_content.load()
    content, now = starting_content.read("demo"), timezone.now()
    for slug, key in ((STATEMENT, "statement"), (QUADRANTS, "quadrants")):
        tell(Programme.objects.get(slug=slug), content[key], today=today, now=now)
    if not PublicStatement.objects.exists():
        _publish(content["public"], now)


def _publish(content: dict[str, Any], now: datetime) -> None:
    """A first public page, so that a visitor has something to read."""
    draft = public.begin_draft(lines=lines_proposed(None, now), by=None, now=now)
    public.change_introduction(draft=draft, introduction=content["introduction"], by=None)
    public.save_table(draft=draft, table=None, **content["table"], by=None)
    public.hand_in(draft=draft, by=None, now=now)
    public.publish(draft=draft, by=None, now=now)
