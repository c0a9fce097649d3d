"""What is said to the person at the terminal."""

import contextlib
import sys
from typing import TextIO


class PortalError(Exception):
    """Something the person has to know or do, said in one clear line. Ends the command with exit code 1."""


def say(line: str) -> None:
    """What is going on. It goes to stderr: stdout belongs to the command's own answer."""
    _write(line, sys.stderr)


def tell(line: str) -> None:
    """The command's own answer."""
    _write(line, sys.stdout)


def _write(line: str, stream: TextIO) -> None:
    with contextlib.suppress(OSError):  # a closed terminal must not stop us from ending what we started
        print(line, file=stream, flush=True)
