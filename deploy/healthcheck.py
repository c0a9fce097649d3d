"""Is this container well? `healthcheck.py web|worker|beat`, asked by docker-compose.yml. Exit code 0 is yes."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

BEAT_SCHEDULE = Path(os.environ.get("BEAT_SCHEDULE", "/var/lib/portal/beat/schedule"))
_BEAT_WRITES_WITHIN = 10 * 60  # it saves its schedule every three minutes


def web() -> bool:
    """It answers, asked by the name that it is known by."""
    connection = http.client.HTTPConnection("127.0.0.1", 8000, timeout=5)
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip()
    connection.request("GET", "/healthz", headers={"Host": host})
    return connection.getresponse().status == 200


def worker() -> bool:
    """It answers a ping through the broker."""
    name = f"celery@{os.uname().nodename}"
    ping = ["celery", "--app=essex_portal.celery:app", "inspect", "ping", "--timeout=10", f"--destination={name}"]
    return subprocess.run(ping, stdout=subprocess.DEVNULL, check=False).returncode == 0


def beat() -> bool:
    """It still saves its schedule."""
    return any(
        time.time() - file.stat().st_mtime < _BEAT_WRITES_WITHIN
        for file in BEAT_SCHEDULE.parent.glob(f"{BEAT_SCHEDULE.name}*")
    )


CHECKS: dict[str, Callable[[], bool]] = {"web": web, "worker": worker, "beat": beat}

if __name__ == "__main__":
    try:
        well = CHECKS[sys.argv[1]]()
    except OSError as error:
        print(error, file=sys.stderr)
        well = False
    sys.exit(0 if well else 1)
