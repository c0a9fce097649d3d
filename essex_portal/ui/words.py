"""Dates, times and counts in the words of GOV.UK style. Aware moments are shown in local time."""

import datetime as dt

from django.utils import timezone


def date_words(value: dt.date | dt.datetime | None) -> str:
    """`14 March 2022`; nothing for None."""
    if value is None or value == "":
        return ""
    day = _local(value)
    return f"{day.day} {day:%B} {day.year}"


def time_words(value: dt.time | dt.datetime | None) -> str:
    """`4pm`, `3:30pm`, `midday`, `midnight`; nothing for None."""
    if value is None or value == "":
        return ""
    at = _local(value).time() if isinstance(value, dt.datetime) else value
    if at.minute == 0 and at.hour % 12 == 0:
        return "midday" if at.hour == 12 else "midnight"
    minutes = f":{at.minute:02}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes}{'pm' if at.hour >= 12 else 'am'}"


def moment_words(value: dt.datetime | None) -> str:
    """`14 March 2022 at 4pm`; nothing for None."""
    return f"{date_words(value)} at {time_words(value)}" if value else ""


def counted(number: int, words: str) -> str:
    """`1 place`, `1,200 places`; `words` holds the singular and the plural: `place,places`."""
    singular, plural = words.split(",")
    return f"{number:,} {singular if number == 1 else plural}"


def _local(value: dt.date) -> dt.date:
    return timezone.localtime(value) if isinstance(value, dt.datetime) and timezone.is_aware(value) else value
