"""Making and revoking the addresses that calendars subscribe to."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from essex_portal.audit.services import record
from traded_assessment.models import CalendarFeed
from traded_assessment.queries.calendar_feeds import Owner, feed_of


@transaction.atomic
def make_feed(*, owner: Owner, now: datetime, by: Any) -> CalendarFeed:
    """A new address. The one that there was ends at once: calendars that used it stop.

    `by` is None for a person with a place, who needs no account.
    """
    _lock(owner)
    _end(owner, now)
    key = owner.attendee.link_key if owner.attendee else ""
    feed = CalendarFeed.objects.create(**vars(owner), attendee_key=key, made_at=now, made_by=by)
    record(event="calendar_feed.made", target=feed, by=by, after=_ids(owner))
    return feed


@transaction.atomic
def revoke_feed(*, owner: Owner, now: datetime, by: Any) -> bool:
    """End the address. False when there was none."""
    _lock(owner)
    ended = _end(owner, now)
    if ended is not None:
        record(event="calendar_feed.revoked", target=ended, by=by, before=_ids(owner))
    return ended is not None


def note_reading(*, feed: CalendarFeed, now: datetime) -> None:
    """Write down once a day that a calendar still fetches it, so that its owner can see whether it is in use."""
    today = timezone.localdate(now)
    if feed.read_on != today:
        CalendarFeed.objects.filter(pk=feed.pk).update(read_on=today)


def _lock(owner: Owner) -> None:
    """Two presses at once take turns."""
    row = owner.school or owner.user or owner.attendee
    if row is None:
        raise ValueError("A calendar feed belongs to somebody")
    row.__class__._default_manager.select_for_update(no_key=True, of=("self",)).get(pk=row.pk)


def _end(owner: Owner, now: datetime) -> CalendarFeed | None:
    feed = feed_of(owner)
    if feed is not None:
        feed.revoked_at = now
        feed.save(update_fields=["revoked_at"])
    return feed


def _ids(owner: Owner) -> dict[str, int]:
    return {name: row.pk for name, row in vars(owner).items() if row is not None}
