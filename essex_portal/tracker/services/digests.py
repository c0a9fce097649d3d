"""The morning's summary: on working days, to those for whom there is something. Safe to run twice."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from essex_portal.school_calendar import is_working_day
from essex_portal.tracker.emails import email_digest
from essex_portal.tracker.queries.digests import digest_for, readers


def send_digests(*, now: datetime) -> int:
    """Write to each reader whose digest holds something, once a working day. Returns to how many."""
    today = timezone.localdate(now)
    if not is_working_day(today):
        return 0
    written = 0
    for user in readers():
        digest = digest_for(user, now=now)
        if not digest.is_empty:
            with transaction.atomic():
                email_digest(user, digest, today)
            written += 1
    return written
