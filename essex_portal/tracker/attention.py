"""What needs a decision first. Pure: facts in, an order out; no ORM, no clock.

Asked questions come before what nobody has asked about yet, the most urgent first.
Source: rivals.md B, moonshot 1; the director's page shows the first five.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from essex_portal.tracker.judging import SEVERITY
from essex_portal.tracker.states import RatingKind

FIRST = 5


@dataclass(frozen=True)
class Question:
    """Something that somebody has asked to be decided."""

    key: int
    needed_by: date | None
    asked_on: date


@dataclass(frozen=True)
class Concern:
    """An action that is in trouble. `judged` is what the facts say; `declared` None: it was never rated."""

    key: int
    judged: RatingKind
    declared: RatingKind | None = None
    overdue_days: int = 0
    unowned: bool = False

    @property
    def is_trouble(self) -> bool:
        """Off track, said to be better than the facts are, or nobody's. One that is slipping only is not."""
        return RatingKind.OFF_TRACK in (self.judged, self.declared) or self.is_rosier or self.unowned

    @property
    def is_rosier(self) -> bool:
        return self.declared is not None and SEVERITY[self.declared] < SEVERITY[self.judged]


def first_to_decide(
    questions: Iterable[Question], concerns: Iterable[Concern], *, first: int = FIRST
) -> list[Question | Concern]:
    """At most `first` of them: questions by the day they are needed (those without one last, the oldest first), then
    actions in trouble, the worst first. What is no trouble is left out."""
    asked = sorted(questions, key=lambda one: (one.needed_by or date.max, one.asked_on, one.key))
    troubled = sorted((one for one in concerns if one.is_trouble), key=_worst_first)
    return [*asked, *troubled][:first]


def _worst_first(concern: Concern) -> tuple[int, bool, int, bool, int]:
    worst = max(SEVERITY[kind] for kind in (concern.judged, concern.declared) if kind)
    return (-worst, not concern.is_rosier, -concern.overdue_days, not concern.unowned, concern.key)
