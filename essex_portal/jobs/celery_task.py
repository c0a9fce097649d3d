"""The portal's Celery task: a dead broker delays work and never breaks a page; request ids travel along."""

import logging
from contextvars import Token
from typing import Any

from celery.contrib.django.task import DjangoTask
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from essex_portal.logging import request_id

log = logging.getLogger("portal.jobs")


class PortalTask(DjangoTask):
    """Base of every task. What could not be queued stays a row, and the sweeper queues it later."""

    def apply_async(self, args: Any = None, kwargs: Any = None, **options: Any) -> Any:
        headers = {"portal_request_id": request_id.get(), **(options.pop("headers", None) or {})}
        try:
            return super().apply_async(args, kwargs, headers=headers, **options)
        except (OperationalError, RedisError, OSError):
            log.warning("the broker did not answer; the sweeper will queue this", extra={"task": self.name})
            return None

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        token: Token[str] = request_id.set(self._request_id())
        try:
            return super().__call__(*args, **kwargs)
        finally:
            request_id.reset(token)

    def _request_id(self) -> str:
        # A worker lays message headers flat on the request; `apply` keeps them in a dictionary.
        headers = getattr(self.request, "headers", None) or {}
        return getattr(self.request, "portal_request_id", "") or headers.get("portal_request_id", "")
