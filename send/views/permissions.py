from typing import Any

from essex_portal.accounts.access import requires
from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission

views_tracker = requires(Permission.VIEW_TRACKER)
updates_actions = requires(Permission.UPDATE_ACTIONS)
for_keepers = requires(Permission.KEEP_PROGRAMMES)
for_approvers = requires(Permission.APPROVE_UPDATES)


def keeps_programmes(user: Any) -> bool:
    return holds(user, Permission.KEEP_PROGRAMMES)


def approves(user: Any) -> bool:
    return holds(user, Permission.APPROVE_UPDATES)
