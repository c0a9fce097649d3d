"""The three commands: run, test, manage. What they share."""

import os
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from portal.checkout import ROOT
from portal.console import PortalError, say
from portal.data_folder import DataFolder
from portal.processes import Ending, adopt_orphans, children, die_with_parent, end, end_orphans

_INTERRUPTED: Ending = ((signal.SIGINT, 5.0), (signal.SIGTERM, 2.0))


def main(words: Sequence[str]) -> int:
    """Run one command. Returns its exit code; a PortalError is told in its own words, without a traceback."""
    from portal import manage, run, test

    commands: dict[str, Callable[[Sequence[str]], int]] = {
        "run": run.command,
        "test": test.command,
        "manage": manage.command,
    }
    _end_on(signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    try:
        return commands[words[0]](words[1:])
    except PortalError as problem:
        say(str(problem))
        return 1
    except KeyboardInterrupt:
        say("Stopped.")
        return 130


def _end_on(*numbers: int) -> None:
    """All of them end a command as Ctrl-C does: what it started is ended first. nohup is respected."""
    for number in numbers:
        ignored = signal.getsignal(number) is signal.SIG_IGN
        if not (ignored and number == signal.SIGHUP):
            signal.signal(number, signal.default_int_handler)


def data_folder(named: str | None = None, *, suffix: str = "") -> DataFolder:
    """The folder of --data, else of PORTAL_DATA, else .portal in the checkout."""
    named = named or os.environ.get("PORTAL_DATA")
    path = Path(named).expanduser().absolute() if named else ROOT / ".portal"
    return DataFolder(path.with_name(path.name + suffix))


def foreground(argv: Sequence[str | Path], env: Mapping[str, str]) -> int:
    """A command that has the terminal to itself, and leaves nothing running. Returns its exit code as a shell would."""
    # Ctrl-C is for the child, who has the terminal too. A handler: the child would inherit SIG_IGN.
    before = signal.signal(signal.SIGINT, lambda *_: None)
    adopt_orphans()
    ours = children()
    child = subprocess.Popen(
        [str(word) for word in argv], env=env, cwd=ROOT, preexec_fn=die_with_parent(signal.SIGTERM)
    )
    try:
        code = child.wait()
    finally:  # also when SIGTERM or SIGHUP ends us
        end(child, _INTERRUPTED)
        end_orphans(ours)
        signal.signal(signal.SIGINT, before)
    return code if code >= 0 else 128 - code
