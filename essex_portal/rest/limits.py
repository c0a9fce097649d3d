"""How often one caller may ask, so that a runaway script does not slow everybody else down."""

import time
from collections import Counter
from threading import Lock

from django.conf import settings
from django.http import HttpRequest
from ninja.throttling import BaseThrottle

WINDOW = 60


class MinuteLimit(BaseThrottle):
    """At most API_REQUESTS_PER_MINUTE for each token, or each address where there is no token; 0 is no limit.

    Each web process counts for itself and in its own memory: a fairness rule is not worth a write to the database
    at every call.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._minute = 0
        self._calls: Counter[str] = Counter()

    def allow_request(self, request: HttpRequest) -> bool:
        limit = settings.API_REQUESTS_PER_MINUTE
        if not limit:
            return True
        caller = str(getattr(request, "auth", "")) or self.get_ident(request) or ""
        with self._lock:
            self._begin_minute()
            self._calls[caller] += 1
            return self._calls[caller] <= limit

    def wait(self) -> float:
        """Seconds until the next minute of counting begins."""
        return WINDOW - time.time() % WINDOW

    def _begin_minute(self) -> None:
        minute = int(time.time() // WINDOW)
        if minute != self._minute:
            self._minute, self._calls = minute, Counter()
