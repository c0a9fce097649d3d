"""Starting and ending processes so that none is left behind, however this command itself ends."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from portal.console import PortalError

_SET_PARENT_DEATH_SIGNAL, _SET_CHILD_SUBREAPER = 1, 36  # prctl(2)
_LIBC = ctypes.CDLL(None)

# What to send, and how many seconds to wait for the end after it; then the whole group is killed.
Ending = tuple[tuple[int, float], ...]
GENTLY: Ending = ((signal.SIGTERM, 5.0), (signal.SIGQUIT, 2.0))
POSTGRES_FAST: Ending = ((signal.SIGINT, 10.0), (signal.SIGQUIT, 5.0))


def die_with_parent(number: int) -> Callable[[], None] | None:
    """For `preexec_fn`: Linux sends `number` to the child when this process is gone, even by kill -9."""
    if not sys.platform.startswith("linux"):
        return None
    return lambda: _LIBC.prctl(_SET_PARENT_DEATH_SIGNAL, number)


def spawn(
    argv: Sequence[str | Path],
    *,
    log: Path,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    on_parent_death: int = signal.SIGTERM,
) -> subprocess.Popen:
    """A background process in a session of its own, out of reach of the terminal's Ctrl-C."""
    with log.open("ab") as output:
        return subprocess.Popen(
            [str(word) for word in argv],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=env,
            cwd=cwd,
            start_new_session=True,
            preexec_fn=die_with_parent(on_parent_death),
        )


def run(
    argv: Sequence[str | Path],
    *,
    failure: str,
    words: str = "",
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    lines: int = 15,
    on_line: Callable[[str], None] = lambda line: None,
) -> str:
    """A step's own command, quiet while all is well, with `words` on its standard input.

    Returns what it printed; `on_line` sees each line at once. Raises PortalError with `failure` and the last `lines`.
    """
    process = subprocess.Popen(
        [str(word) for word in argv],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env=env,
        cwd=cwd,
        start_new_session=True,
        preexec_fn=die_with_parent(signal.SIGTERM),
    )
    try:
        output = _converse(process, words, on_line)
    except BaseException:
        end(process, GENTLY)
        raise
    if process.returncode:
        raise PortalError(f"{failure}\n{last_lines(output, lines)}".rstrip())
    return output


def _converse(process: subprocess.Popen, words: str, on_line: Callable[[str], None]) -> str:
    """Say `words`, which are few, and listen to the end."""
    ear, mouth = cast(IO[str], process.stdin), cast(IO[str], process.stdout)
    with ear, contextlib.suppress(BrokenPipeError):
        ear.write(words)
    heard = []
    with mouth:
        for line in mouth:
            heard.append(line)
            on_line(line)
    process.wait()
    return "".join(heard)


def last_lines(text: str, count: int = 15) -> str:
    return "\n".join(f"    {line}" for line in text.strip().splitlines()[-count:])


def end(process: subprocess.Popen, how: Ending) -> None:
    end_together([process], how)


def end_together(processes: Sequence[subprocess.Popen], how: Ending) -> None:
    """Ask all of them to end as `how` says, then kill what is left of their groups."""
    with _undisturbed():
        for number, seconds in how:
            running = [process for process in processes if process.poll() is None]
            for process in running:
                process.send_signal(number)
            wait_until(lambda: all(process.poll() is not None for process in processes), seconds)
        for process in processes:
            kill_group(process.pid)
            process.kill()
            process.wait()


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """A second, impatient Ctrl-C does not keep us from ending what we started."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, signal.SIG_IGN) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def kill_group(leader: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def adopt_orphans() -> None:
    """On Linux, what our children leave behind becomes our child, not init's: `end_orphans` then finds it."""
    if sys.platform.startswith("linux"):
        _LIBC.prctl(_SET_CHILD_SUBREAPER, 1)


def end_orphans(ours: Collection[int]) -> None:
    """Kill every child but `ours`, and then their children, who become ours."""
    while orphans := children() - set(ours):
        for pid in orphans:
            with contextlib.suppress(ProcessLookupError, ChildProcessError):
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)


def children() -> set[int]:
    """The processes whose parent we are (Linux; elsewhere none are found)."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            pid, _, rest = stat.read_text().partition(" ")
            if int(rest.rpartition(")")[2].split()[1]) == os.getpid():
                found.add(int(pid))
    return found


@dataclass(frozen=True)
class Identity:
    """A process told apart from a later one that was given the same number."""

    pid: int
    started: str

    @classmethod
    def of(cls, pid: int) -> "Identity":
        return cls(pid, started_at(pid) or "")

    def is_alive(self) -> bool:
        return bool(self.started) and started_at(self.pid) == self.started

    def end(self, how: Ending) -> None:
        """End this process, which is not our child, and its group."""
        for number, seconds in how:
            if not self.is_alive():
                break
            os.kill(self.pid, number)
            wait_until(lambda: not self.is_alive(), seconds)
        if self.is_alive():
            kill_group(self.pid)


def started_at(pid: int) -> str | None:
    """When the process began, in the system's own spelling; None when it is not there or only a zombie."""
    stat = Path(f"/proc/{pid}/stat")
    if Path("/proc/self/stat").exists():
        try:
            state, *fields = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            return None
        return None if state == "Z" else fields[18]
    answer = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True)
    return answer.stdout.strip() or None


def working_in(folder: Path, program: str) -> list[Identity]:
    """Processes of `program` whose working directory is `folder` (Linux; elsewhere none are found)."""
    found = []
    for link in Path("/proc").glob("[0-9]*/cwd"):
        with contextlib.suppress(OSError):
            named = (link.parent / "comm").read_text().strip() == program
            if named and link.resolve() == folder.resolve():
                found.append(Identity.of(int(link.parent.name)))
    return found


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Ask `condition` ten times a second, for at most `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True
