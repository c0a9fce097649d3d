"""A school's training record: per person and per duty. Pure: what was attended comes in."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Attended:
    """One person at one session. `identity` is the same for the same person: e-mail address, else name."""

    identity: str
    name: str
    job_title: str
    email: str
    title: str
    held_on: date
    minutes: int
    duties: tuple[str, ...]
    certificate: str = ""  # its code
    document_id: int | None = None


@dataclass(frozen=True)
class PersonRecord:
    """A person as they were named last, with what they attended, the latest first."""

    name: str
    job_title: str
    email: str
    attended: tuple[Attended, ...]

    @property
    def minutes(self) -> int:
        return sum(one.minutes for one in self.attended)

    @property
    def duties(self) -> list[str]:
        return sorted({duty for one in self.attended for duty in one.duties})


@dataclass(frozen=True)
class DutyRecord:
    """A statutory assessment, with who was trained for it: for each person the last time, the latest first."""

    duty: str
    people: tuple[Attended, ...]


def by_person(rows: Iterable[Attended]) -> list[PersonRecord]:
    """One record a person, by name."""
    attended: dict[str, list[Attended]] = defaultdict(list)
    for row in _latest_first(rows):
        attended[row.identity].append(row)
    records = [PersonRecord(own[0].name, own[0].job_title, own[0].email, tuple(own)) for own in attended.values()]
    return sorted(records, key=lambda record: (record.name.casefold(), record.email.casefold()))


def by_duty(rows: Iterable[Attended], duties: Sequence[str]) -> list[DutyRecord]:
    """One record for each of the `duties` and of those in the rows, by name; nobody trained is a record too."""
    listed = _latest_first(rows)
    names = sorted({*duties, *(duty for row in listed for duty in row.duties)}, key=str.casefold)
    return [DutyRecord(duty, _last_times(row for row in listed if duty in row.duties)) for duty in names]


def _latest_first(rows: Iterable[Attended]) -> list[Attended]:
    return sorted(rows, key=lambda row: (row.held_on, row.title), reverse=True)


def _last_times(rows: Iterable[Attended]) -> tuple[Attended, ...]:
    last: dict[str, Attended] = {}
    for row in rows:
        last.setdefault(row.identity, row)
    return tuple(last.values())
