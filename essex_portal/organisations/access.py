"""The permissions that these pages ask for, by name: `accounts`, which defines them, lies above this app."""

from collections.abc import Callable
from typing import Any, TypeVar

from essex_portal.ui.access import declare

V = TypeVar("V", bound=Callable[..., Any])


def imports_register(view: V) -> V:
    return declare(view, "import_register")


def manages_calendar(view: V) -> V:
    return declare(view, "manage_calendar")
