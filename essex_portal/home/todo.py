from dataclasses import dataclass


@dataclass(frozen=True)
class Todo:
    """One thing that needs doing, in words, and where to do it."""

    text: str
    href: str
    urgent: bool = False
