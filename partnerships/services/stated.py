"""The figure of partnerships that the county states."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from essex_portal.accounts.permissions import holds_for_county
from essex_portal.accounts.roles import Permission
from essex_portal.audit.services import record
from partnerships.models import StatedCount
from partnerships.services.refusals import DirectoryRefused


@transaction.atomic
def state_count(*, number: int, stated_on: date, source: str, today: date, by: Any) -> StatedCount:
    """Write down a figure that was published on that day; said again for a day it replaces that day's.

    Raises PermissionDenied, DirectoryRefused for a day to come.
    """
    if not holds_for_county(by, Permission.KEEP_PARTNERSHIPS):
        raise PermissionDenied("Only administrators keep the county’s figure.")
    if stated_on > today:
        raise DirectoryRefused("The day is in the future. Enter the day on which it was stated.", field="stated_on")
    before = StatedCount.objects.filter(stated_on=stated_on).first()
    stated, _ = StatedCount.objects.update_or_create(stated_on=stated_on, defaults={"number": number, "source": source})
    record(
        event="stated_count.written",
        target=stated,
        by=by,
        before={"number": before.number} if before else None,
        after={"number": number, "stated_on": stated_on, "source": source},
    )
    return stated
