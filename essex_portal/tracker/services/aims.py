"""The directorate's strategic aims, which actions serve. For those who keep programmes."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.audit.services import record
from essex_portal.tracker.models import StrategicAim


@transaction.atomic
def add_aim(*, text: str, by: Any) -> StrategicAim:
    """One more aim, after the others."""
    _check(by)
    last = StrategicAim.objects.aggregate(last=Max("number"))["last"] or 0
    aim = StrategicAim.objects.create(number=last + 1, text=text)
    record(event="aim.added", target=aim, by=by, after={"text": text})
    return aim


@transaction.atomic
def edit_aim(*, aim: StrategicAim, text: str, retired_on: date | None, by: Any) -> StrategicAim:
    """Other words, or no longer offered from `retired_on` on; actions that serve it keep it."""
    _check(by)
    before = {"text": aim.text, "retired_on": aim.retired_on}
    aim.text, aim.retired_on = text, retired_on
    aim.save(update_fields=["text", "retired_on"])
    record(event="aim.edited", target=aim, by=by, before=before, after={"text": text, "retired_on": retired_on})
    return aim


def _check(by: Any) -> None:
    if by is not None and not holds(by, Permission.KEEP_PROGRAMMES):
        raise PermissionDenied("Your role does not include keeping programmes.")
