"""Writing down that a partnership has met."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate

from essex_portal.audit.services import record
from essex_portal.organisations.models import Organisation
from partnerships.access import may_change_members
from partnerships.models import PartnershipMeeting
from partnerships.services.refusals import DirectoryRefused


@transaction.atomic
def record_meeting(
    *, partnership: Organisation, held_on: date, about: str, by: Any, now: datetime
) -> PartnershipMeeting:
    """A meeting that was held on that day; the same one again is the one that is there.

    Raises PermissionDenied, or DirectoryRefused for a day to come.
    """
    if not may_change_members(by, partnership, localdate(now)):
        raise PermissionDenied
    if held_on > localdate(now):
        raise DirectoryRefused("Enter a meeting once it has been held: the day is in the future.", field="held_on")
    meeting, new = PartnershipMeeting.objects.get_or_create(
        partnership=partnership, held_on=held_on, about=about, defaults={"recorded_by": by, "recorded_at": now}
    )
    if new:
        record(event="partnership_meeting.recorded", target=meeting, by=by, after={"held_on": held_on, "about": about})
    return meeting


@transaction.atomic
def remove_meeting(*, meeting: PartnershipMeeting, by: Any, now: datetime) -> None:
    """Take back a meeting that was written down by mistake. Raises PermissionDenied."""
    if not may_change_members(by, meeting.partnership, localdate(now)):
        raise PermissionDenied
    before = {"held_on": meeting.held_on, "about": meeting.about}
    record(event="partnership_meeting.removed", target=meeting, by=by, before=before)
    meeting.delete()
