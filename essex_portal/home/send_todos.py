"""What waits for a decision about SEND's public page."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.home.todo import Todo
from send.queries.public import draft


def todos(user: Any) -> Iterator[Todo]:
    """To whom approves: a version that waits; to whom writes: one that was sent back. At most one query."""
    approves, writes = (
        holds(user, permission) for permission in (Permission.APPROVE_UPDATES, Permission.KEEP_PROGRAMMES)
    )
    found = draft() if approves or writes else None
    if found and approves and found.waits:
        yield Todo("The public page of SEND waits for your approval", reverse("send:public_page"))
    if found and writes and found.sent_back_because:
        yield Todo("The public page of SEND was sent back to be changed", reverse("send:public_page"))
