"""When, out of up to three cells: words, a first and a last day. Words are read by the school calendar."""

from dataclasses import dataclass
from datetime import date

from essex_portal.tracker.importing.knowledge import Known
from essex_portal.tracker.states import ActionField
from essex_portal.tracker.timing import Interval, UnreadableTiming, read_timing
from essex_portal.ui.table_files import day_of

NO_DATES = "no_dates"
"""Beside a row's texts: somebody has said that the plan gives no dates for it."""
LONGEST_WORDS = 200

Problems = list[tuple[ActionField, str]]


@dataclass(frozen=True)
class Timing:
    """The words as the plan has them, and the days that they mean: both inclusive, each may be unknown."""

    words: str = ""
    starts_on: date | None = None
    due_on: date | None = None


def timing_of(when: str, starts: str, due: str, *, known: Known, no_dates: bool) -> tuple[Timing, Problems]:
    """The timing that the cells mean. Days of their own win over those of the words.

    `no_dates`: somebody has said that there are none. Words that name no days are a problem, unless the import keeps
    them without any (`Known.may_be_undated`).
    """
    problems: Problems = []
    kept = when or _words_of(starts, due)
    if len(kept) > LONGEST_WORDS:
        problems.append((ActionField.WHEN, f"Say when in {LONGEST_WORDS} characters or fewer."))
    if no_dates:
        return Timing(kept), problems
    cells = ((ActionField.WHEN, when), (ActionField.STARTS, starts), (ActionField.DUE, due))
    words, first, last = (_read(name, text, known, problems) for name, text in cells)
    starts_on = (first or words).first_on if first or words else None
    due_on = (last or words).last_on if last or words else None
    if starts_on and due_on and due_on < starts_on:
        name = ActionField.DUE if due else ActionField.STARTS if starts else ActionField.WHEN
        problems.append((name, "The last day is before the first. Check both."))
    return Timing(kept, starts_on, due_on), problems


def _read(name: ActionField, text: str, known: Known, problems: Problems) -> Interval | None:
    """The days that a cell means; None when it is empty or means none."""
    if not text:
        return None
    try:
        on = day_of(text)
    except ValueError:
        return _read_words(name, text, known, problems)
    return Interval(on, on)


def _read_words(name: ActionField, text: str, known: Known, problems: Problems) -> Interval | None:
    try:
        return read_timing(text, known.calendar, said_on=known.said_on)
    except UnreadableTiming as problem:
        if not known.may_be_undated:
            problems.append((name, f"{problem} Or say that the plan gives no dates."))
        return None


def _words_of(starts: str, due: str) -> str:
    """Words in the cells of the days are the plan's words too; dates are not."""
    said = [text for text in (starts, due) if text and not _is_day(text)]
    return " to ".join(said)


def _is_day(text: str) -> bool:
    try:
        return day_of(text) is not None
    except ValueError:
        return False
