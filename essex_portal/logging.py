"""Logs are JSON lines that carry a request id, from the web request into the worker's task.

No personal data: a line holds ids, never names, addresses or form content.
"""

import json
import logging
import re
import time
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse

access_log = logging.getLogger("portal.web")

request_id: ContextVar[str] = ContextVar("request_id", default="")

_SAFE_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_EXTRA = ("task", "task_id", "job", "status", "method", "path", "ms", "event")


class JsonFormatter(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": request_id.get(),
        }
        line.update({key: getattr(record, key) for key in _EXTRA if hasattr(record, key)})
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str, ensure_ascii=False)


class RequestIdMiddleware:
    """Gives each request an id (the proxy's own, when it sends a sane one) and answers it in a header."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        offered = request.headers.get("X-Request-Id", "")
        request.id = offered if _SAFE_ID.fullmatch(offered) else uuid.uuid4().hex  # type: ignore[attr-defined]
        token = request_id.set(request.id)  # type: ignore[attr-defined]
        began = time.perf_counter()
        try:
            response = self.get_response(request)
            _log_answer(request, response, began)
        finally:
            request_id.reset(token)
        response["X-Request-Id"] = request.id  # type: ignore[attr-defined]
        return response


def _log_answer(request: HttpRequest, response: HttpResponse, began: float) -> None:
    """One line a request. The route and not the address, which may hold a reference or a secret link."""
    match = request.resolver_match
    if match is None:
        return  # a file, or an address that nobody knows
    milliseconds = round((time.perf_counter() - began) * 1000, 1)
    said = {"method": request.method, "path": match.route, "status": response.status_code, "ms": milliseconds}
    access_log.info("answered", extra=said)
