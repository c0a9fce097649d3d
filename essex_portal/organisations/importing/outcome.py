import datetime as dt
from dataclasses import asdict, dataclass, field
from typing import Any

from essex_portal.organisations.register.refusals import RejectedRow

MOST_MISSING_LISTED = 200


@dataclass(frozen=True)
class ImportOutcome:
    """What a register file changed, or would change. read = added + … + unchanged + rejected."""

    as_of: dt.date
    as_of_from: str
    read: int
    added: int
    opened: int
    closed: int
    reopened: int
    updated: int
    unchanged: int
    rejected: list[RejectedRow]
    missing: list[tuple[int, str]] = field(default_factory=list)
    trusts_changed: int = 0
    memberships_left_out: int = 0
    links_changed: int = 0
    links_left_out: int = 0
    warnings: list[str] = field(default_factory=list)

    @property
    def changes(self) -> int:
        return self.added + self.opened + self.closed + self.reopened + self.updated

    def as_json(self) -> dict[str, Any]:
        """For the import's row; the rejected rows are kept beside it, and no more than 200 missing schools."""
        values = asdict(self) | {"as_of": self.as_of.isoformat(), "missing_count": len(self.missing)}
        values["rejected"] = len(self.rejected)
        values["missing"] = [list(school) for school in self.missing[:MOST_MISSING_LISTED]]
        return values

    def rejected_json(self) -> list[dict[str, Any]]:
        return [asdict(row) for row in self.rejected]


# In the order of the outcome table: key of the outcome, words
COUNTS = (
    ("read", "Rows read"),
    ("added", "Schools added"),
    ("opened", "Proposed schools that have opened"),
    ("closed", "Schools closed"),
    ("reopened", "Schools reopened"),
    ("updated", "Schools otherwise changed"),
    ("unchanged", "Schools unchanged"),
    ("rejected", "Rows rejected"),
    ("missing_count", "Open schools of these authorities missing from the file, left as they are"),
)
EXTRAS = (
    ("trusts_changed", "Trusts added or changed"),
    ("memberships_left_out", "Trust links left out: joined after the file’s day, or the trust has closed"),
    ("links_changed", "Predecessor links added or changed"),
    ("links_left_out", "Predecessor links left out: a school that the portal does not know, or no succession"),
)


def outcome_rows(outcome: dict[str, Any]) -> list[tuple[str, int]]:
    """The outcome table: words and number. What links files did only where there was something."""
    if not outcome:
        return []
    always = [(words, outcome[key]) for key, words in COUNTS]
    return always + [(words, outcome[key]) for key, words in EXTRAS if outcome[key]]
