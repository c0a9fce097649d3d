"""How a view says who may open it. The rule itself lives higher up, in `accounts`; this is only the mark.

A mark is a word: `public`, `signed_in`, `token` (a call of the API), or the name of a permission. A test
walks every route and fails on a view without one.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.decorators import login_not_required

PUBLIC = "public"
SIGNED_IN = "signed_in"
TOKEN = "token"  # noqa: S105 (a word, not a secret)
"""A call of the API: it looks at the token that is sent, never at a session (essex_portal.rest)."""

V = TypeVar("V", bound=Callable[..., Any])


def declare(view: V, access: str) -> V:
    """Mark a view function, the result of `as_view()` or a view class. Returns the same view."""
    if isinstance(view, type):
        _declare_class(view, access)
        return view
    marked: Any = view
    marked.access = access
    if access == PUBLIC:
        login_not_required(view)
    return view


def public(view: V) -> V:
    """For everyone, signed in or not."""
    return declare(view, PUBLIC)


def signed_in(view: V) -> V:
    """For every signed-in person, whatever their role."""
    return declare(view, SIGNED_IN)


def _declare_class(view_class: Any, access: str) -> None:
    """`as_view()` copies the attributes of `dispatch`, so the class gets one of its own to carry the mark."""
    inherited = view_class.dispatch

    @wraps(inherited)
    def dispatch(self: Any, request: Any, *args: Any, **kwargs: Any) -> Any:
        return inherited(self, request, *args, **kwargs)

    dispatch.__dict__.clear()
    view_class.dispatch = declare(dispatch, access)
