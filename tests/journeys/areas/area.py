"""Parts of the portal that a walk goes through, and why it leaves a route out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from playwright.sync_api import Browser

from tests.journeys.conftest import Portal

A_FILE = "a file, not a page"
A_PART = "a part of a page, or where a form is sent"
API = "answers programs"


def nothing(portal: Portal, browser: Browser) -> None:
    """The demo content is enough."""


def no_more(role: str | None) -> list[str]:
    """The walk begins at the home page alone."""
    return []


@dataclass(frozen=True)
class Area:
    """The routes of some namespaces ("" are those without one), and who walks through them, in this order.

    `prepare` makes that there is something on each page. `starts` are addresses that the role begins at beside home.
    """

    name: str
    namespaces: frozenset[str]
    roles: tuple[str | None, ...]
    prepare: Callable[[Portal, Browser], None] = nothing
    not_walked: Mapping[str, str] = field(default_factory=dict)
    starts: Callable[[str | None], list[str]] = no_more

    def __str__(self) -> str:
        return self.name

    def holds(self, route: str) -> bool:
        return route.rpartition(":")[0] in self.namespaces
