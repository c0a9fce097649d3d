"""What the tracker asks of a person today."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse

from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.home.todo import Todo
from essex_portal.tracker.queries.mine import my_versions, unfinished_updates, waiting_updates
from essex_portal.tracker.states import UpdateState
from essex_portal.ui.words import counted


def todos_of(user: Any, now: datetime) -> Iterator[Todo]:
    """Updates that are due, that came back, that wait for a decision. Three statements at most."""
    if not holds(user, Permission.VIEW_TRACKER):
        return
    mine = reverse("tracker:mine")
    if due := my_versions(user, now, due_only=True).count():
        yield Todo(f"{counted(due, 'action waits,actions wait')} for your update", mine)
    if back := unfinished_updates(user).filter(state=UpdateState.SENT_BACK).count():
        yield Todo(f"{counted(back, 'update was,updates were')} sent back to you", mine, urgent=True)
    if holds(user, Permission.APPROVE_UPDATES) and (waiting := waiting_updates().exclude(author=user).count()):
        words = f"{counted(waiting, 'update waits,updates wait')} for your decision"
        yield Todo(words, reverse("tracker:approvals"), urgent=True)
