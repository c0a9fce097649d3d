"""The portal's own processes, as bin/run starts them, what memory they take, and people who are signed in."""

import contextlib
import os
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client
from portal.data_folder import DataFolder
from portal.run import portal_services, wait_for_web
from portal.servers import Service, end_services

from essex_portal.accounts.models import User
from essex_portal.documents.models import Document
from essex_portal.jobs.states import UNFINISHED
from essex_portal.mail.models import Message
from tests.benchmarks.load import Visitor
from tests.factories.accounts import sign_in

FOLDER = DataFolder(Path(os.environ["PORTAL_DATA"]))


@contextlib.contextmanager
def running(*names: str) -> Iterator[dict[str, Service]]:
    """Start `web` (two processes), `worker` (two processes) or both, and end them after the block."""
    port = urlsplit(settings.SITE_URL).port
    services = {service.name: service for service in portal_services(FOLDER, port, dict(os.environ))}
    chosen = {name: services[name] for name in names}
    try:
        for service in chosen.values():
            service.start(FOLDER)
        if "web" in chosen:
            wait_for_web(FOLDER, chosen["web"], port)
        yield chosen
    finally:
        end_services(list(chosen.values()))


def anybody(headers: Mapping[str, str] | None = None) -> Visitor:
    """A visitor who is not signed in."""
    return Visitor(settings.SITE_URL, headers=headers or {})


def signed_in(user: User) -> Visitor:
    """The person in a browser of their own, second factor given."""
    cookie = sign_in(Client(), user).cookies[settings.SESSION_COOKIE_NAME]
    return Visitor(settings.SITE_URL, {cookie.key: cookie.value})


def unfinished() -> int:
    """How many mails and documents the worker has still to make."""
    return sum(job.objects.filter(state__in=UNFINISHED).count() for job in (Message, Document))


def wait_for_worker(*, most_seconds: float = 300) -> float:
    """Wait until the worker has done everything. Returns the seconds it took."""
    began = time.monotonic()
    while unfinished():
        if time.monotonic() - began > most_seconds:
            raise TimeoutError(f"The worker had {unfinished()} jobs left after {most_seconds} seconds.")
        time.sleep(0.2)
    return time.monotonic() - began


def core_seconds(service: Service) -> float:
    """What a service's processes have used of a core so far; other work on the machine moves it less than a speed."""
    ended = core_seconds_of(Path("/proc", str(service.process.pid)), of_ended_children=True)
    return ended + sum(core_seconds_of(pid) for pid in _processes(service))


def megabytes(service: Service) -> list[float]:
    """Resident memory, shared pages included, of each of a service's processes but the one that keeps them."""
    return [megabytes_of(pid) for pid in _processes(service)]


def _processes(service: Service) -> list[Path]:
    keeper = service.process.pid
    children = Path(f"/proc/{keeper}/task/{keeper}/children").read_text().split()
    return [Path("/proc", pid) for pid in children]


def core_seconds_of(process: Path, *, of_ended_children: bool = False) -> float:
    times = (process / "stat").read_text().rpartition(")")[2].split()[11:15]
    user, system = times[2:] if of_ended_children else times[:2]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def megabytes_of(process: Path) -> float:
    lines = (process / "status").read_text().splitlines()
    resident = next((line for line in lines if line.startswith("VmRSS:")), "VmRSS: 0 kB")  # none once it has ended
    return int(resident.split()[1]) / 1024
