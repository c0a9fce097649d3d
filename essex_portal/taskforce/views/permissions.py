from typing import Any

from essex_portal.accounts.access import requires
from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission

views_tracker = requires(Permission.VIEW_TRACKER)
for_keepers = requires(Permission.KEEP_PROGRAMMES)


def keeps_programmes(user: Any) -> bool:
    return holds(user, Permission.KEEP_PROGRAMMES)
