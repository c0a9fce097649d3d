from dataclasses import dataclass


class RegisterRefusedError(Exception):
    """The file as a whole cannot be taken, and nothing of it was. Its text says where and why."""

    def __init__(self, reason: str, *, line: int | None = None) -> None:
        self.reason, self.line = reason, line
        super().__init__(f"Line {line:,}: {reason}" if line else reason)


class RowRejectedError(Exception):
    """One row cannot be taken; the rest of the file can. Its text says why."""


@dataclass(frozen=True)
class RejectedRow:
    """A row that was left out, for the person who will mend it at the source."""

    line: int
    urn: str
    name: str
    reason: str
