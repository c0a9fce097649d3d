"""Reading the words of a plan's timing. Source: rivals.md B, moonshot 6; facts of the Task Force and of SEND.

A phrase is a period ("summer term 2022", "June", "all of 2022", "14 March 2022", "now") with what stands before it
("end of", "by", "from"). Phrases are joined by "to" (a span) or anything else (both). A period without its year takes
the next one's: "June to September 2021".
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from essex_portal.school_calendar import SchoolCalendar
from essex_portal.tracker.timing.interval import Interval, UnreadableTiming, hull, third
from essex_portal.tracker.timing.periods import PERIOD, Period, period_of, resolve

BEFORE = (
    r"(?P<limit>by|until|till|before|due|from|since|starts?(?: in| on)?|starting(?: in| on)?|begins?(?: in| on)?|"
    r"after|no later than)?\s*(?:the )?"
    r"(?P<part>end of|late in|late|mid|middle of|early in|early|start of|beginning of|all of|throughout|whole of)?[ -]*"
    r"(?:the )?"
)
PHRASE = re.compile(rf"\b{BEFORE}(?P<period>{PERIOD})", re.IGNORECASE)
THIRDS = {
    "early": 0, "early in": 0, "start of": 0, "beginning of": 0,
    "mid": 1, "middle of": 1,
    "late": 2, "late in": 2, "end of": 2,
}  # fmt: skip
SPAN = re.compile(r"^\s*(?:to|–|-|until|till)\s*$", re.IGNORECASE)
DOUBTS = re.compile(
    r"\b(not|unless|except|if|depending|subject|provided|tbc|tba|may|half|quarter|winter|weeks?|months?)\b|\d",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Phrase:
    limit: str
    part: str
    period: Period
    start: int
    end: int


def read_timing(words: str, calendar: SchoolCalendar, *, said_on: date) -> Interval:
    """The days that the words mean. `said_on` is the day of the plan: "happening now" begins on it.

    Raises UnreadableTiming, with words for the person, when they name no period, one that the school calendar does not
    know, or something beside it that could change the meaning.
    """
    text = " ".join(words.split())
    phrases = _with_years(_phrases(text))
    if not phrases:
        raise UnreadableTiming(f"“{text}” names no day, month, term or year. Give the first and the last day.")
    _refuse_doubts(text, phrases)
    return _joined(text, phrases, [_interval(phrase, calendar, said_on) for phrase in phrases])


def _phrases(text: str) -> list[_Phrase]:
    return [
        _Phrase(
            limit=(match["limit"] or "").lower(),
            part=(match["part"] or "").lower(),
            period=period_of(match["period"]),
            start=match.start(),
            end=match.end(),
        )
        for match in PHRASE.finditer(text)
    ]


def _with_years(phrases: list[_Phrase]) -> list[_Phrase]:
    """Each period with a year: its own, or that of the next one that has one."""
    result: list[_Phrase] = []
    for phrase in reversed(phrases):
        following = result[-1].period if result else None
        period = phrase.period.in_year_of(following)
        result.append(_Phrase(phrase.limit, phrase.part, period, phrase.start, phrase.end))
    return result[::-1]


def _refuse_doubts(text: str, phrases: list[_Phrase]) -> None:
    rest, at = "", 0
    for phrase in phrases:
        rest, at = f"{rest} {text[at : phrase.start]}", phrase.end
    if DOUBTS.search(f"{rest} {text[at:]}"):
        raise UnreadableTiming(f"“{text}” says more than its dates. Give the first and the last day.")


def _interval(phrase: _Phrase, calendar: SchoolCalendar, said_on: date) -> Interval:
    whole = resolve(phrase.period, calendar, said_on)
    if phrase.part in THIRDS and whole.first_on and whole.last_on:
        whole = _not_before(said_on, third(whole, THIRDS[phrase.part]))
    return _limited(phrase.limit, whole)


def _not_before(said_on: date, whole: Interval) -> Interval:
    """ "End of 2021", said in November, begins in November."""
    if whole.first_on and whole.last_on and whole.first_on < said_on <= whole.last_on:
        return Interval(said_on, whole.last_on)
    return whole


def _limited(limit: str, whole: Interval) -> Interval:
    if limit in ("by", "until", "till", "due", "no later than"):
        return Interval(None, whole.last_on)
    if limit == "before" and whole.first_on:
        return Interval(None, whole.first_on - timedelta(1))
    if limit == "after" and whole.last_on:
        return Interval(whole.last_on + timedelta(1), None)
    if limit.startswith(("from", "since", "start", "begin")):
        return Interval(whole.first_on, None)
    return whole


def _joined(text: str, phrases: list[_Phrase], intervals: list[Interval]) -> Interval:
    """Spans first ("June to September"), then the hull of all: "end of 2021 and all of 2022"."""
    parts, index = [], 0
    while index < len(intervals):
        follows = index + 1 < len(intervals)
        if follows and _is_span(text, phrases[index], phrases[index + 1]):
            parts.append(Interval(intervals[index].first_on, intervals[index + 1].last_on))
            index += 2
        else:
            parts.append(intervals[index])
            index += 1
    return hull(parts)


def _is_span(text: str, one: _Phrase, other: _Phrase) -> bool:
    between = text[one.end : other.start]
    return bool(SPAN.match(between)) or (not between.strip() and other.limit in ("until", "till"))
