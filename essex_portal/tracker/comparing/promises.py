"""Promises as they were seen at two moments, and what became of each."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from essex_portal.tracker.comparing.wording import Piece, reworded
from essex_portal.tracker.states import CLOSED, Stage

PART = "Milestone or measure"


@dataclass(frozen=True)
class Part:
    """A milestone or a success measure of a promise; `key` stays the same when its words change."""

    key: str
    words: str


@dataclass(frozen=True)
class Promise:
    """An action as it was seen at a moment. `wording`: by name of the field, such as "What will be done"."""

    key: int
    reference: str
    stage: Stage
    due_on: date | None = None
    wording: Mapping[str, str] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()
    reason: str = ""
    """Why it is at its stage, in the words of who set it."""
    decided: bool = False
    """Whether a question about it was asked, and decided, by then."""
    programme: str = ""
    """The slug of its programme."""


@dataclass(frozen=True)
class Slip:
    """How the day moved. `times`: how often it was put off in between, also when it came back later."""

    before: date
    after: date
    times: int

    @property
    def days(self) -> int:
        """Positive when it is later now."""
        return (self.after - self.before).days


@dataclass(frozen=True)
class Finding:
    """What became of one promise. Several things may have: put off, and worded anew."""

    before: Promise | None
    after: Promise | None
    slip: Slip | None = None
    rewordings: tuple[tuple[str, tuple[Piece, ...]], ...] = ()
    lost_parts: tuple[Part, ...] = ()

    @property
    def promise(self) -> Promise:
        """As it stands at the later moment, or stood at the earlier one when it is gone."""
        promise = self.after or self.before
        if promise is None:
            raise ValueError("A finding is about a promise")
        return promise

    @property
    def is_new(self) -> bool:
        return self.before is None

    @property
    def is_finished(self) -> bool:
        return self._became(Stage.COMPLETE)

    @property
    def is_dropped(self) -> bool:
        """It was given up in between, or is not to be seen any more."""
        return self.after is None or self._became(Stage.DROPPED)

    @property
    def is_quiet(self) -> bool:
        """Something was given up, and nobody was asked to decide so."""
        decided = self.after is not None and self.after.decided and not (self.before and self.before.decided)
        return (self.is_dropped or bool(self.lost_parts)) and not decided

    @property
    def is_kept(self) -> bool:
        """It stands as it was promised: not put off, not worded anew, nothing of it gone."""
        changed = self.is_new or self.is_dropped or self.slip or self.rewordings or self.lost_parts
        return not changed

    def _became(self, stage: Stage) -> bool:
        return self.after is not None and self.after.stage == stage and (not self.before or self.before.stage != stage)


@dataclass(frozen=True)
class Renaming:
    """A workstream or a rating whose words are others now. `of` says which, `what` which words of it."""

    of: str
    what: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Comparison:
    """Every promise once or more: one that was put off and worded anew stands in both lists."""

    findings: tuple[Finding, ...]
    renamings: tuple[Renaming, ...] = ()

    @property
    def kept(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.is_kept]

    @property
    def finished(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.is_finished]

    @property
    def slipped(self) -> list[Finding]:
        """Those that are later now, or were put off in between, the longest first."""
        moved = [finding for finding in self.findings if finding.slip and (finding.slip.days > 0 or finding.slip.times)]
        return sorted(moved, key=lambda finding: -finding.slip.days if finding.slip else 0)

    @property
    def brought_forward(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.slip and finding.slip.days < 0]

    @property
    def reworded(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.rewordings]

    @property
    def dropped(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.is_dropped]

    @property
    def lessened(self) -> list[Finding]:
        """Those that lost a milestone or a measure."""
        return [finding for finding in self.findings if finding.lost_parts]

    @property
    def new(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.is_new]


def compare(
    before: Iterable[Promise],
    after: Iterable[Promise],
    due_days: Mapping[int, Sequence[date | None]] | None = None,
    renamings: Iterable[Renaming] = (),
) -> Comparison:
    """What became of each promise from one moment to a later one, in the order of the later list, those gone last.

    `due_days`: by key, the due day in each version that was known from the one moment to the other, the oldest first.
    What was closed at both moments is left out: nothing became of it.
    """
    earlier = {promise.key: promise for promise in before}
    later = {promise.key: promise for promise in after}
    keys = [*later, *(key for key in earlier if key not in later)]
    findings = (_finding(earlier.get(key), later.get(key), (due_days or {}).get(key, ())) for key in keys)
    return Comparison(tuple(finding for finding in findings if not _was_closed(finding)), tuple(renamings))


def _was_closed(finding: Finding) -> bool:
    before, after = finding.before, finding.after
    return before is not None and before.stage in CLOSED and (after is None or after.stage == before.stage)


def _finding(before: Promise | None, after: Promise | None, due_days: Sequence[date | None]) -> Finding:
    if before is None or after is None:
        return Finding(before, after)
    there = {part.key for part in after.parts}
    return Finding(
        before,
        after,
        slip=_slip(before.due_on, after.due_on, due_days),
        rewordings=tuple(_rewordings(before, after)),
        lost_parts=tuple(part for part in before.parts if part.key not in there),
    )


def _slip(before: date | None, after: date | None, due_days: Sequence[date | None]) -> Slip | None:
    if before is None or after is None:
        return None
    days = [before, *(day for day in due_days if day), after]
    times = sum(later > earlier for earlier, later in pairwise(days))
    return Slip(before, after, times) if times or after != before else None


def _rewordings(before: Promise, after: Promise) -> Iterator[tuple[str, tuple[Piece, ...]]]:
    pairs = [(name, before.wording.get(name, ""), words) for name, words in after.wording.items()]
    earlier = {part.key: part.words for part in before.parts}
    pairs += [(PART, earlier[part.key], part.words) for part in after.parts if part.key in earlier]
    for name, old, new in pairs:
        if old.split() != new.split():
            yield name, reworded(old, new)
