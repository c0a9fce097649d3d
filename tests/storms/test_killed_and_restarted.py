"""Workers killed, the broker and the database restarted while people act: afterwards everything is there, once."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest
from portal import environment, servers, template
from portal.data_folder import DataFolder
from portal.servers import Servers, Service

ROOT = Path(__file__).parents[2]
SECONDS = 15
WORKER = (sys.executable, "-m", "celery", "-A", "essex_portal", "worker", "-c", "2", "-l", "WARNING")


@pytest.fixture(scope="module")
def storm_servers(tmp_path_factory) -> Iterator[Servers]:
    """Servers of the storm's own: other tests go on while these go down. Durable, as in production."""
    folder = DataFolder(tmp_path_factory.mktemp("storm"))
    folder.make()
    with folder.claimed("the storm"), servers.own(folder, durable=True) as running:
        template.fill(running)
        act(running, "prepare")
        yield running


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_is_lost_in_a_storm(storm_servers, seed):
    random = Random(seed)  # noqa: S311 - a storm to replay
    with people_acting(storm_servers, seed) as people, Worker(storm_servers) as worker:
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            time.sleep(random.uniform(1, 4))
            blow = random.choice([worker, worker, *storm_servers.services])
            worker.kill() if blow is worker else restart(storm_servers, blow)
        assert people.wait(90) == 0, people.stderr.read()
        act(storm_servers, "settle")
    run(storm_servers, "manage.py", "check_invariants")


@contextmanager
def people_acting(on: Servers, seed: int) -> Iterator[subprocess.Popen]:
    words = [sys.executable, "-m", "tests.storms.act", "storm", str(seed), str(SECONDS)]
    process = subprocess.Popen(words, cwd=ROOT, env=environment.django("test", on), stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


class Worker:
    """A Celery worker that is killed without warning, children and all, and replaced."""

    def __init__(self, on: Servers) -> None:
        self.env = environment.django("test", on)
        self.log = on.folder.logs / "worker.log"

    def __enter__(self) -> "Worker":
        self._start()
        return self

    def __exit__(self, *error: object) -> None:
        self._end()

    def kill(self) -> None:
        self._end()
        self._start()

    def _start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                WORKER, cwd=ROOT, env=self.env, start_new_session=True, stdout=log, stderr=log
            )

    def _end(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def restart(on: Servers, service: Service) -> None:
    service.end()
    service.start(on.folder)


def act(on: Servers, *words: str) -> None:
    run(on, "-m", "tests.storms.act", *words)


def run(on: Servers, *words: str) -> None:
    done = subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=environment.django("test", on), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
