"""Is it alive, and can it reach what it needs? Asked by containers and proxies, so no sign-in and no detail."""

import logging
from collections.abc import Callable

import redis
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from essex_portal.accounts.access import public

log = logging.getLogger("portal.health")


@public
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 as long as this process answers."""
    return JsonResponse({"status": "ok"})


@public
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when database, broker and storage answer, 503 and which one does not otherwise."""
    checks = {name: _answers(name, check) for name, check in CHECKS.items()}
    return JsonResponse(
        {"status": "ok" if all(checks.values()) else "unavailable", **checks},
        status=200 if all(checks.values()) else 503,
    )


def _answers(name: str, check: Callable[[], object]) -> bool:
    try:
        check()
    except (DatabaseError, redis.RedisError, OSError) as error:
        log.warning("%s does not answer: %s", name, type(error).__name__)
        return False
    return True


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _broker() -> None:
    with redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=2, socket_timeout=2) as client:
        client.ping()


def _storage() -> None:
    default_storage.exists("sha256")


CHECKS = {"database": _database, "broker": _broker, "storage": _storage}
