"""Who the session's person is."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from essex_portal.accounts.models import Membership, User

# Built once, since every page asks it: putting a query together takes Django as long as all the rest of it.
CURRENT = Membership.objects.filter(user__is_active=True, ended_at__isnull=True).select_related("user", "organisation")


class PortalBackend(AuthenticationBackend):
    def get_user(self, user_id: Any) -> User | None:
        """The person with their memberships in one query, since every page needs both."""
        memberships = list(CURRENT.filter(user=user_id))
        if not memberships:
            return super().get_user(user_id)
        user = memberships[0].user
        user._current_memberships = memberships
        return user
