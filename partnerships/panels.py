"""What other parts of the portal show on a partnership's or a quadrant's page.

This app may import neither training nor SEND, so whoever knows both (`essex_portal.home`) registers a panel here, once,
when the portal starts. A panel takes the organisation, the numbers of its schools and the day, and gives what to show,
or None when it has nothing to say to this person.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any

from essex_portal.organisations.models import Organisation


class Place(Enum):
    PARTNERSHIP = "partnership"
    QUADRANT = "quadrant"


@dataclass(frozen=True)
class About:
    """What the page is about, and who looks at it. `keeps`: whether that person keeps what the page is about."""

    organisation: Organisation
    on: date
    user: Any
    keeps: bool = False
    schools: Sequence[int] = ()


@dataclass(frozen=True)
class Panel:
    """A section of the page: its heading, and a template with its context."""

    title: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)


Maker = Callable[[About], Panel | None]
_makers: dict[Place, list[Maker]] = {place: [] for place in Place}


def panel(place: Place) -> Callable[[Maker], Maker]:
    """Show what the function below gives on pages of this place, in the order in which panels are registered."""

    def register(maker: Maker) -> Maker:
        if maker not in _makers[place]:
            _makers[place].append(maker)
        return maker

    return register


def panels_for(place: Place, about: About) -> list[Panel]:
    """The panels of one page; those that have nothing to say are left out."""
    return [made for maker in _makers[place] if (made := maker(about)) is not None]
