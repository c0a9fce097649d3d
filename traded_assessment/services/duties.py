"""Keeping the statutory duties, and when they are carried out."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Func, Value

from essex_portal.audit.services import record
from essex_portal.school_calendar import academic_year_of
from traded_assessment.models import Course, Duty, DutyWindow
from traded_assessment.services.catalogue import CatalogueRefused


@dataclass(frozen=True)
class DutyFacts:
    name: str
    year_group: int
    type_groups: list[int]


@dataclass(frozen=True)
class WindowFacts:
    """Both days are inclusive."""

    academic_year: str
    opens_on: date
    closes_on: date
    provisional: bool


@transaction.atomic
def save_duty(*, duty: Duty | None, facts: DutyFacts, by: Any) -> Duty:
    """Add a duty, or change one; a new name goes to the courses that help with it. Raises CatalogueRefused."""
    duty = duty or Duty(phases_without_ages=["Primary", "All-through"])
    former = duty.name
    _save(duty, asdict(facts), "duty", by, clash=("name", "There is a duty with this name already."))
    if former and former != duty.name:
        renamed = Func(F("duties"), Value(former), Value(duty.name), function="array_replace")
        Course.objects.filter(duties__contains=[former]).update(duties=renamed)
    return duty


@transaction.atomic
def save_window(*, duty: Duty, window: DutyWindow | None, facts: WindowFacts, by: Any) -> DutyWindow:
    """Say when a duty is carried out in a year, or change it. Raises CatalogueRefused."""
    if facts.closes_on < facts.opens_on:
        raise CatalogueRefused("The last day must be the first day or after it.", field="closes_on")
    for field in ("opens_on", "closes_on"):
        if academic_year_of(getattr(facts, field)) != facts.academic_year:
            raise CatalogueRefused(f"The day must be in {facts.academic_year}.", field=field)
    window = window or DutyWindow(duty=duty)
    clash = ("academic_year", f"{duty} has a window in {facts.academic_year} already. Change that one.")
    _save(window, asdict(facts), "duty_window", by, clash=clash)
    return window


def _save(row: Duty | DutyWindow, values: dict[str, Any], noun: str, by: Any, *, clash: tuple[str, str]) -> None:
    """Write a row, and in the audit trail what changed on it. `clash` is what a value that is taken is told as."""
    added = row.pk is None
    before = {} if added else {name: getattr(row, name) for name in values if getattr(row, name) != values[name]}
    for name, value in values.items():
        setattr(row, name, value)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise CatalogueRefused(clash[1], field=clash[0]) from None
    after = {name: value for name, value in values.items() if added or name in before}
    if after:
        record(event=f"{noun}.{'added' if added else 'changed'}", target=row, by=by, before=before, after=after)
