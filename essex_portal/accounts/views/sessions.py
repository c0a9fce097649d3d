"""Where a person is signed in."""

from typing import Any

from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.contrib.sessions.models import Session
from django.views.generic.edit import FormView

from essex_portal.accounts.models import User


class SignedInPlaces(ListUserSessionsView):
    """allauth's page, which asks the database for each session whether it is still there; this asks once for all."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = FormView.get_context_data(self, **kwargs)
        sessions = live_sessions_of(self.request.user)
        return context | {"sessions": sessions, "session_count": len(sessions), "show_last_seen_at": True}


def live_sessions_of(user: User) -> list[UserSession]:
    """The person's sessions that have not ended, the oldest first; those that have are forgotten. Three statements."""
    known = list(UserSession.objects.filter(user=user).order_by("created_at"))
    live = set(Session.objects.filter(pk__in=[one.session_key for one in known]).values_list("pk", flat=True))
    gone = [one.pk for one in known if one.session_key not in live]
    if gone:
        UserSession.objects.filter(pk__in=gone).delete()
    return [one for one in known if one.session_key in live]
