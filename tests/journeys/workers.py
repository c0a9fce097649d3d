"""Celery workers for journeys. The portal is loaded once, by a process that waits; each worker is a fork of it.

So a worker remembers nothing of the one before, and the seconds that loading takes are spent once.
Run as a module this is the process that waits: a line on its input names a folder for mails, a worker starts, and
its number comes back.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path


class Workers:
    """Starts workers in this environment, one at a time."""

    def __init__(self, env: Mapping[str, str]) -> None:
        command = [sys.executable, "-m", "tests.journeys.workers"]
        self._host = subprocess.Popen(command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def close(self) -> None:
        self._host.communicate()

    @contextmanager
    def one(self, *, mail_dir: Path) -> Iterator[None]:
        """A real worker with its beat; gone, with all that it started, when the block ends."""
        self._host.stdin.write(f"{mail_dir}\n")
        self._host.stdin.flush()
        worker = int(self._host.stdout.readline())
        try:
            yield
        finally:
            _end(worker)


def _end(worker: int) -> None:
    os.killpg(worker, signal.SIGKILL)
    with suppress(ProcessLookupError):
        while True:
            os.kill(worker, 0)
            time.sleep(0.02)


def _wait_for_lines() -> None:
    from essex_portal.celery import app

    app.loader.import_default_modules()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system buries the dead
    for line in sys.stdin:
        worker = os.fork()
        if not worker:
            _work(Path(line.rstrip("\n")))
        sys.stdout.write(f"{worker}\n")
        sys.stdout.flush()


def _work(mail_dir: Path) -> None:
    from django.conf import settings

    from essex_portal.celery import app

    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)  # what a worker says is not an answer to the tests
    settings.EMAIL_FILE_PATH = str(mail_dir)
    schedule = str(mail_dir.parent / "beat")
    app.worker_main(["worker", "--beat", "--schedule", schedule, "-c", "1", "-l", "WARNING"])
    os._exit(0)


if __name__ == "__main__":
    _wait_for_lines()
