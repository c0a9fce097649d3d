"""What the tracker knows when a row is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from essex_portal.school_calendar import SchoolCalendar


def plain(name: str) -> str:
    """A name as names are compared: in small letters, spaces, dashes and apostrophes alike."""
    return " ".join(name.replace("’", "'").replace("–", "-").casefold().split())


@dataclass(frozen=True)
class KnownWorkstream:
    pk: int
    number: int
    title: str
    prefix: str


@dataclass(frozen=True)
class Known:
    """The programme and what surrounds it. Names are looked up as `plain` has them.

    `taken`: the programme's references with their titles. `elsewhere`: prefixes of other programmes with their titles.
    `quadrants`: those that the person may choose. `offices`: what an office is called, by every way to name it.
    `choices`: what a person said that an unknown office means; the empty string keeps it as it is written.
    `workstream`, `quadrant`: of rows that name none. `said_on`: the day of the plan, on which "now" begins.
    """

    calendar: SchoolCalendar
    said_on: date
    workstreams: tuple[KnownWorkstream, ...] = ()
    taken: Mapping[str, str] = field(default_factory=dict)
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    quadrants: Mapping[str, int] = field(default_factory=dict)
    for_county: bool = True
    aims: Mapping[str, int] = field(default_factory=dict)
    offices: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)
    workstream: int | None = None
    quadrant: int | None = None
    may_be_undated: bool = False

    def workstream_named(self, text: str) -> KnownWorkstream | None:
        """The workstream that the text names by its prefix, title or number."""
        name = plain(text)
        for one in self.workstreams:
            if name in (plain(one.prefix), plain(one.title), str(one.number), plain(f"{one.number}. {one.title}")):
                return one
        return None

    def workstream_of_prefix(self, prefix: str) -> KnownWorkstream | None:
        return next((one for one in self.workstreams if one.prefix == prefix), None)
