"""Days from the first to the day before another: as the database's ranges are."""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Span:
    """`first` is inclusive, `until` the day after the last; None: without end. Raises ValueError without a day."""

    first: date
    until: date | None = None

    def __post_init__(self) -> None:
        if self.until is not None and self.until <= self.first:
            raise ValueError("A span has at least one day")

    @property
    def last(self) -> date | None:
        """The last day; None without end."""
        return self.until - timedelta(days=1) if self.until else None

    def overlaps(self, other: "Span") -> bool:
        """Whether there is a day in both."""
        return (other.until is None or self.first < other.until) and (self.until is None or other.first < self.until)

    def __contains__(self, day: date) -> bool:
        return self.first <= day and (self.until is None or day < self.until)
