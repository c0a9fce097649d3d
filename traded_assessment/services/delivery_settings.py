"""What the training office sets for the time around a session."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction

from essex_portal.audit.services import record
from traded_assessment.models import DeliverySettings


@dataclass(frozen=True)
class DeliveryRules:
    """`reminder_days` before a session people are reminded; none of them means no reminders."""

    join_minutes: int
    reminder_days: Sequence[int]
    evaluation_minutes: int


@transaction.atomic
def change_delivery_settings(*, rules: DeliveryRules, by: Any) -> DeliverySettings:
    """Use these from now on, also for sessions that are on sale. The audit trail keeps what was before."""
    DeliverySettings.objects.get_or_create(pk=1)
    row = DeliverySettings.objects.select_for_update().get(pk=1)
    before = {name: getattr(row, name) for name in asdict(rules)}
    after = asdict(rules) | {"reminder_days": sorted(set(rules.reminder_days), reverse=True)}
    for name, value in after.items():
        setattr(row, name, value)
    row.full_clean()
    row.save()
    record(event="delivery_settings.changed", target=row, by=by, before=before, after=after)
    return row
