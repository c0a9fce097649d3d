"""The periods that plans name, and their days in a school calendar."""

import re
from dataclasses import dataclass, replace
from datetime import date

from essex_portal.school_calendar import SchoolCalendar, academic_year_dates
from essex_portal.tracker.timing.interval import Interval, UnreadableTiming, day, hull, month, year

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
TERMS = ("autumn", "spring", "summer")
_MONTH = (  # "may" in small letters is a verb
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|(?-i:May|MAY)|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?"
_HALF = r"(?:(?:first|second) half of (?:the )?)?"
_SCHOOL_YEAR = r"20\d\d/\d\d"
_YEAR = r"20\d\d"
PERIOD = "|".join(
    (
        r"20\d\d-\d\d-\d\d",
        r"\d{1,2}/\d{1,2}/20\d\d",
        rf"{_WEEKDAY}\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}(?:,? {_YEAR})?",
        rf"{_HALF}(?:autumn|spring|summer)(?: term)?(?: [12]\b)?(?:,? (?:{_SCHOOL_YEAR}|{_YEAR}))?",
        rf"(?:half )?term [1-6](?:,? {_SCHOOL_YEAR})?",
        rf"{_MONTH}(?: {_YEAR})?",
        rf"(?:school year |academic year )?{_SCHOOL_YEAR}",
        _YEAR,
        r"(?:happening |already |starting )?now|ongoing|under way|already happening|immediately",
    )
)


@dataclass(frozen=True)
class Period:
    """`kind` says which of the other fields count; `year` and `school_year` may come from the next period."""

    kind: str
    year: int | None = None
    school_year: str = ""
    month: int = 0
    day: int = 0
    term: str = ""
    half: int = 0

    def in_year_of(self, following: "Period | None") -> "Period":
        """With the year of the period that follows, where this one has none. Raises UnreadableTiming without any."""
        if self.kind in ("now", "date", "year", "school_year") or self.year or self.school_year:
            return self
        if following is None or not (following.year or following.school_year):
            raise UnreadableTiming("A month or term stands without its year. Give the first and the last day.")
        return replace(self, year=following.year, school_year=following.school_year)


def period_of(words: str) -> Period:
    """The period that a match of `PERIOD` names."""
    text = words.lower().replace(",", "").replace(".", "")
    school = re.search(_SCHOOL_YEAR, text)
    if school and not re.search(r"\d{1,2}/\d{1,2}/20", text):
        kept = Period("school_year", school_year=school[0])
        text = text.replace(school[0], "")
    else:
        kept = Period("year")
    return _day_of(text) or _term_of(text, kept) or _rest_of(text, kept)


def _day_of(text: str) -> Period | None:
    if match := re.fullmatch(r"(20\d\d)-(\d\d)-(\d\d)", text):
        return Period("date", year=int(match[1]), month=int(match[2]), day=int(match[3]))
    if match := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(20\d\d)", text):
        return Period("date", year=int(match[3]), month=int(match[2]), day=int(match[1]))
    match = re.search(r"(\d{1,2})(?:st|nd|rd|th)? ([a-z]+)(?: (20\d\d))?$", text)
    if match and month_of(match[2]):
        return Period("day", _number(match[3]), month=month_of(match[2]), day=int(match[1]))
    return None


def _term_of(text: str, kept: Period) -> Period | None:
    found = re.search(r"(autumn|spring|summer)|term ([1-6])", text)
    if not found:
        return None
    number = re.search(r"(?:autumn|spring|summer)(?: term)? ([12])\b", text)
    half = int(number[1]) if number else 1 if "first half" in text else 2 if "second half" in text else 0
    term = found[1] or TERMS[(int(found[2]) - 1) // 2]
    half = half or ((int(found[2]) - 1) % 2 + 1 if found[2] else 0)
    return replace(kept, kind="term", year=_year_in(text), term=term, half=half)


def _rest_of(text: str, kept: Period) -> Period:
    names = [name for name in re.findall(r"[a-z]+", text) if month_of(name)]
    if names:
        return Period("month", _year_in(text), month=month_of(names[0]))
    if kept.school_year:
        return kept
    if (found := _year_in(text)) is not None:
        return Period("year", found)
    return Period("now")


def month_of(name: str) -> int:
    """1 to 12 for a month's name or its first letters; 0 for another word."""
    short = name[:3]
    full = next((number for number, month in enumerate(MONTHS, 1) if month.startswith(short)), 0)
    return full if len(name) >= 3 and (MONTHS[full - 1].startswith(name) or name == "sept") else 0


def resolve(period: Period, calendar: SchoolCalendar, said_on: date) -> Interval:
    """The days of a period that has its year. Raises UnreadableTiming for a day or term that there is not."""
    try:
        return _resolve(period, calendar, said_on)
    except ValueError as problem:
        if isinstance(problem, UnreadableTiming):
            raise
        raise UnreadableTiming("The words name a day that there is not. Give the first and the last day.") from problem


def _resolve(period: Period, calendar: SchoolCalendar, said_on: date) -> Interval:
    match period.kind:
        case "now":
            return Interval(said_on, None)
        case "date" | "day":
            return day(date(period.year or 0, period.month, period.day))
        case "month":
            return month(_year_of_month(period), period.month)
        case "term":
            return _days_of_term(period, calendar)
        case "school_year":
            return Interval(*academic_year_dates(period.school_year))
    return year(period.year or 0)


def _year_of_month(period: Period) -> int:
    if period.year is None:  # "June to 2021/22" says nothing sensible, "September, 2021/22" does
        first, _ = academic_year_dates(period.school_year)
        return first.year if period.month >= 9 else first.year + 1
    return period.year


def _days_of_term(period: Period, calendar: SchoolCalendar) -> Interval:
    """The half terms of that name: "Autumn 2", or both halves of "autumn term"."""
    wanted = [f"{period.term.title()} {half}" for half in (1, 2) if period.half in (0, half)]
    found = [
        Interval(term.first_on, term.last_on)
        for term in calendar.half_terms
        if term.name in wanted
        and (term.academic_year == period.school_year if period.school_year else term.first_on.year == period.year)
    ]
    if len(found) != len(wanted):
        name = " and ".join(wanted)
        missing = f"The school calendar has no {name} in {period.school_year or period.year}."
        raise UnreadableTiming(f"{missing} Give the first and the last day.")
    return hull(found)


def _year_in(text: str) -> int | None:
    found = re.search(_YEAR, text)
    return int(found[0]) if found else None


def _number(text: str | None) -> int | None:
    return int(text) if text else None
