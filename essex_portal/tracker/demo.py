"""The tracker's content for the demonstration. Safe to run again."""

from essex_portal.tracker import starting_content


def load() -> None:
    """The directorate's aims."""
    starting_content.load()
