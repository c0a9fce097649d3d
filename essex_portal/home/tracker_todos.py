"""What the tracker asks of a person today."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse

from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.tracker.queries.mine import my_versions, unfinished_updates, waiting_updates
from essex_portal.tracker.states import UpdateState
from essex_portal.ui.words import counted


def tracker_words(user: Any, now: datetime) -> Iterator[tuple[str, str, bool]]:
    """What to do, where, and whether it is urgent. Three statements at most."""
    if not holds(user, Permission.VIEW_TRACKER):
        return
    if due := my_versions(user, now, due_only=True).count():
        yield f"{counted(due, 'action waits,actions wait')} for your update", reverse("tracker:mine"), False
    if back := unfinished_updates(user).filter(state=UpdateState.SENT_BACK).count():
        yield f"{counted(back, 'update was,updates were')} sent back to you", reverse("tracker:mine"), True
    if holds(user, Permission.APPROVE_UPDATES) and (waiting := waiting_updates().exclude(author=user).count()):
        yield f"{counted(waiting, 'update waits,updates wait')} for your decision", reverse("tracker:approvals"), True
