"""When a session was last used, for the list of one's own sign-ins."""

import time

from allauth.usersessions.middleware import UserSessionsMiddleware
from django.http import HttpRequest, HttpResponse

SEEN_AT = "seen_at"
NOTE_EVERY = 5 * 60


class ActivityMiddleware(UserSessionsMiddleware):
    """allauth's, which would write to the database at each request, at most once in five minutes."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.session.session_key or not request.user.is_authenticated:
            return self.get_response(request)
        if time.time() - request.session.get(SEEN_AT, 0) < NOTE_EVERY:
            return self.get_response(request)
        request.session[SEEN_AT] = int(time.time())
        return super().__call__(request)
