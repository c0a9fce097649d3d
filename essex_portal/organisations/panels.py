"""What other parts of the portal show on a school's page.

The register knows none of them, so whoever knows them all (`essex_portal.home`) adds panels here
when the portal starts.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from essex_portal.organisations.models import Organisation


@dataclass(frozen=True)
class SchoolPanel:
    """A section of the page: its heading, and a template with its context."""

    title: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)


Maker = Callable[[Organisation, Any, date], SchoolPanel | None]
"""Takes the school, who looks at it and the day; None where there is nothing to say to this person."""

_makers: list[Maker] = []


def add_school_panel(maker: Maker) -> None:
    """Show what this gives on each school's page, after the panels that are there; once, however often it is added."""
    if maker not in _makers:
        _makers.append(maker)


def school_panels(school: Organisation, user: Any, on: date) -> list[SchoolPanel]:
    """The panels of one school's page, for the person who looks at it."""
    return [made for maker in _makers if (made := maker(school, user, on)) is not None]
