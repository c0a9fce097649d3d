"""Postgres and Valkey together: this command's own, or borrowed from the command that runs them already."""

import contextlib
import functools
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from subprocess import Popen
from types import ModuleType

from portal import ports, postgres, valkey
from portal.console import PortalError, say
from portal.data_folder import DataFolder, InUseError
from portal.processes import GENTLY, POSTGRES_FAST, Ending, end, end_together, last_lines

_PATIENCE = 120


@dataclass
class Service:
    """A background process of this command, and how to start it again."""

    name: str
    launch: Callable[[], Popen]
    how_to_end: Ending = GENTLY
    process: Popen | None = None
    facts: dict = field(default_factory=dict)

    def start(self, folder: DataFolder) -> Popen:
        self.process = self.launch()
        folder.remember(self.name, self.process.pid, **self.facts)
        return self.process

    def end(self) -> None:
        if self.process:
            end(self.process, self.how_to_end)


def end_services(services: Sequence[Service]) -> None:
    """End the portal's own processes, all at once."""
    end_together([service.process for service in services if service.process], GENTLY)


@dataclass
class Servers:
    folder: DataFolder
    postgres_port: int
    valkey_port: int
    services: list[Service] = field(default_factory=list)  # empty when they are another command's

    @property
    def database_url(self) -> str:
        return postgres.url(self.folder, self.postgres_port)

    @property
    def redis_url(self) -> str:
        return valkey.url(self.folder, self.valkey_port)


@contextlib.contextmanager
def own(folder: DataFolder, *, durable: bool = True) -> Iterator[Servers]:
    """Servers that live as long as this block. The caller has claimed the folder."""
    postgres.ensure_made(folder, durable=durable)
    with contextlib.ExitStack() as stack:
        stack.callback(folder.forget_services)
        database = _start(stack, folder, postgres, POSTGRES_FAST, durable=durable)
        broker = _start(stack, folder, valkey, GENTLY, durable=durable)
        yield Servers(folder, database.facts["port"], broker.facts["port"], [database, broker])


@contextlib.contextmanager
def own_or_borrowed(folder: DataFolder, command: str) -> Iterator[Servers]:
    """The servers of the command that has the folder, or our own."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        with contextlib.ExitStack() as stack:
            try:
                stack.enter_context(folder.claimed(command))
            except InUseError:
                stack.enter_context(folder.visited())
                if servers := _running(folder):
                    yield servers
                    return
            else:
                with own(folder) as servers:
                    yield servers
                    # Others may have borrowed them; until they are done and ours are stopped, none may come.
                    stack.enter_context(folder.visited(wait_for_visitors=True))
                return
        time.sleep(0.2)
    raise PortalError(f"{folder.owner()} has {folder.path} but started no database in {_PATIENCE} seconds.")


def _running(folder: DataFolder) -> Servers | None:
    database, broker = folder.service("postgres"), folder.service("valkey")
    return Servers(folder, database["port"], broker["port"]) if database and broker else None


def _start(
    stack: contextlib.ExitStack, folder: DataFolder, kind: ModuleType, how_to_end: Ending, *, durable: bool
) -> Service:
    """Start one server on a free port; on another when someone else was quicker to take it."""
    for _ in range(3):
        port = ports.choose()
        launch = functools.partial(kind.start, folder, port, durable=durable)
        service = Service(kind.NAME, launch, how_to_end, facts={"port": port})
        stack.callback(service.end)
        process = service.start(folder)
        if kind.wait_until_ready(folder, process, port):
            return service
        if process.poll() is None or ports.is_free(port):
            break
        say(f"Port {port} was taken meanwhile; trying another for {kind.NAME}…")
    log = (folder.logs / f"{kind.NAME}.log").read_text(errors="replace")
    raise PortalError(f"{kind.NAME} did not start. The end of its log says:\n{last_lines(log)}")
