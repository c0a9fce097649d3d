"""Readings of success measures."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from essex_portal.audit.services import record
from essex_portal.tracker.models import Measure, Reading
from essex_portal.tracker.services.locking import check_update, locked_action
from essex_portal.tracker.services.refusals import AnotherUnit, ReadingInTheFuture, TrackerRefused
from essex_portal.tracker.services.versions import current_version


@transaction.atomic
def add_reading(
    *, measure: Measure, read_on: date, value: Decimal, unit: str, by: Any, now: datetime, note: str = ""
) -> Reading:
    """Record what was read on a day. Another reading for the same day corrects it: the later one counts.

    A complete action still takes readings: done is not impact (domain.md J6). Raises AnotherUnit, ReadingInTheFuture.
    """
    check_update(by, measure.action)
    locked_action(measure.action)
    version = current_version(measure)
    if version is None:
        raise TrackerRefused("This measure has ended, so it takes no more readings.")
    if unit.strip().casefold() != version.unit.casefold():
        raise AnotherUnit(version.unit, unit)
    if read_on > timezone.localdate(now):
        raise ReadingInTheFuture
    reading = Reading.objects.create(
        measure=measure, read_on=read_on, value=value, unit=version.unit, note=note, recorded_at=now, recorded_by=by
    )
    after = {"measure": version.title, "value": value, "unit": version.unit, "read_on": read_on}
    record(event="measure.read", target=measure.action, by=by, after=after)
    return reading
