"""Who the session's person is."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from essex_portal.accounts.models import Membership, User


class PortalBackend(AuthenticationBackend):
    def get_user(self, user_id: Any) -> User | None:
        """The person with their memberships in one query, since every page needs both."""
        current = Membership.objects.filter(user=user_id, user__is_active=True, ended_at__isnull=True)
        memberships = list(current.select_related("user", "organisation"))
        if not memberships:
            return super().get_user(user_id)
        user = memberships[0].user
        user._current_memberships = memberships
        return user
