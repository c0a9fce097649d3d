"""The web server's settings, for bin/run and for the container. WEB_CONCURRENCY and WEB_THREADS scale it."""

import os
from pathlib import Path

from gunicorn.arbiter import Arbiter

workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "4"))
preload_app = True  # the workers share the memory of what is loaded once
timeout = 60
graceful_timeout = 20
keepalive = 75  # longer than the proxy keeps its connections
max_requests, max_requests_jitter = 5000, 500  # what leaks is given back in time
if Path("/dev/shm").is_dir():  # the heartbeat file must not wait for a disk
    worker_tmp_dir = "/dev/shm"
control_socket_disable = True
forwarded_allow_ips = "127.0.0.1"  # headers of a proxy are Django's matter (TRUSTED_PROXY_COUNT)

logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "essex_portal.logging.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "gunicorn.error": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "gunicorn.access": {"handlers": [], "level": "CRITICAL", "propagate": False},  # Django logs requests
    },
}


def when_ready(server: Arbiter) -> None:
    """Load every page's code before the workers part: they share it, and no first visitor waits for it."""
    from django.urls import get_resolver

    _ = get_resolver().url_patterns
