"""The portal's Celery task: a dead broker delays work and never breaks a page; request ids travel along."""

import logging
from typing import Any

from celery.contrib.django.task import DjangoTask
from celery.signals import task_postrun, task_prerun
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


@task_prerun.connect
def take_up_request_id(task: Any, **kwargs: object) -> None:
    """From here to the end of the task every log line carries the id of the request that asked for it."""
    # A worker lays message headers flat on the request; `apply` keeps them in a dictionary.
    headers = getattr(task.request, "headers", None) or {}
    request_id.set(getattr(task.request, "portal_request_id", "") or headers.get("portal_request_id", ""))


@task_postrun.connect
def lay_down_request_id(**kwargs: object) -> None:
    request_id.set("")
