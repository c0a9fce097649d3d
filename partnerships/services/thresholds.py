"""Keeping the figures at which a result counts as strong, weak, unsure or moved."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from essex_portal.audit.services import record
from partnerships.models import ResultThresholds
from partnerships.results import Thresholds


@transaction.atomic
def set_thresholds(*, thresholds: Thresholds, by: Any, now: datetime) -> ResultThresholds | None:
    """Read results with these from now on; earlier ones are kept as rows. None when nothing would change."""
    newest = ResultThresholds.objects.select_for_update().first()
    before = newest.facts if newest else Thresholds()
    if before == thresholds:
        return None
    figures = _figures(thresholds)
    made = ResultThresholds.objects.create(**figures, made_at=now, made_by=by)
    record(event="result_thresholds.set", target=made, by=by, before=_figures(before), after=figures)
    return made


def _figures(thresholds: Thresholds) -> dict[str, Any]:
    """All but the least number of answers, which nobody may change."""
    return {name: value for name, value in asdict(thresholds).items() if name != "fewest"}
