"""The steps by which schools are reminded, as finance sets them. Source: domain.md B18."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.audit.services import record
from traded_assessment.models import ReminderStep
from traded_assessment.states import RemindedPart


class StepRefused(Exception):
    """Nothing was saved; `str()` says why, `field` is the answer at fault."""

    def __init__(self, words: str, *, field: str | None = None) -> None:
        super().__init__(words)
        self.field = field


class SameDay(StepRefused):
    def __init__(self, other: ReminderStep) -> None:
        super().__init__(f"“{other.name}” is taken on that day already", field="days_overdue")


class PassedOnAlready(StepRefused):
    def __init__(self, other: ReminderStep) -> None:
        super().__init__(f"“{other.name}” passes debts on already", field="passes_on")


class NothingAfterIt(StepRefused):
    def __init__(self) -> None:
        super().__init__("The step that passes a debt on must be the last", field="days_overdue")


@dataclass(frozen=True)
class StepFacts:
    """`days_overdue`: so many days after the last day to pay. A step that passes a debt on writes to nobody."""

    name: str
    days_overdue: int
    to: RemindedPart = RemindedPart.EVERYBODY
    subject: str = ""
    words: str = ""
    passes_on: bool = False


@transaction.atomic
def save_step(*, facts: StepFacts, step: ReminderStep | None = None, by: Any) -> ReminderStep:
    """Add a step, or change one from now on; what was sent stays as it was. Raises StepRefused."""
    _check(by)
    others = list(ReminderStep.objects.select_for_update().filter(ended_at=None).exclude(pk=step.pk if step else 0))
    _refuse(facts, others)
    before = {name: getattr(step, name) for name in asdict(facts)} if step else {}
    saved = step or ReminderStep()
    for name, value in asdict(facts).items():
        setattr(saved, name, value)
    saved.save()
    record(
        event=f"reminder_step.{'changed' if step else 'added'}", target=saved, by=by, before=before, after=asdict(facts)
    )
    return saved


@transaction.atomic
def end_step(*, step: ReminderStep, by: Any, now: datetime) -> None:
    """Take it for no invoice any more."""
    _check(by)
    locked = ReminderStep.objects.select_for_update().get(pk=step.pk)
    if locked.ended_at is None:
        locked.ended_at = now
        locked.save(update_fields=["ended_at"])
        record(event="reminder_step.ended", target=locked, by=by)


def _refuse(facts: StepFacts, others: list[ReminderStep]) -> None:
    for other in others:
        if other.days_overdue == facts.days_overdue:
            raise SameDay(other)
        if other.passes_on and facts.passes_on:
            raise PassedOnAlready(other)
        later, earlier = (facts, other) if facts.days_overdue > other.days_overdue else (other, facts)
        if earlier.passes_on and not later.passes_on:
            raise NothingAfterIt


def _check(by: Any) -> None:
    if not holds(by, Permission.MANAGE_DEBT):
        raise PermissionDenied
