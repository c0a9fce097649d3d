"""The checking process of this process: started when it is first asked, and gone when this one is.

It reads a question a line from its standard input, so it ends with whoever held the other end, killed or not.
"""

import atexit
import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from traded_assessment.einvoice_checks import Format

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-m", "traded_assessment.einvoice_checks.answering")


class CheckerGone(Exception):
    """It died twice over the same question: the document stays unchecked, and so is not stored."""


class Checker:
    """Asks one question at a time. A process that died is started again, once."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._process: Any = None

    def ask(self, xml: bytes, form: Format) -> list[list[str]]:
        """Rule and words of each finding. Raises CheckerGone."""
        question = json.dumps({"form": form, "xml": xml.decode()})
        with self._lock:
            for _ in range(2):
                if (answer := self._answer(question)) is not None:
                    return answer
                self._end()
        raise CheckerGone

    @property
    def pid(self) -> int:
        """Of the process, which was asked before."""
        return int(self._process.pid)

    def _answer(self, question: str) -> list[list[str]] | None:
        process = self._process = self._process or _start()
        try:
            print(question, file=process.stdin, flush=True)
        except BrokenPipeError:
            return None
        line = process.stdout.readline()
        return json.loads(line) if line else None

    def _end(self) -> None:
        if process := self._process:
            process.kill()
            process.communicate()
            self._process = None


def checker() -> Checker:
    """That of this process; a fork gets its own."""
    return _checker_of(os.getpid())


@cache
def _checker_of(pid: int) -> Checker:
    made = Checker()
    atexit.register(made._end)
    return made


def _start() -> "subprocess.Popen[str]":
    return subprocess.Popen(  # noqa: S603 - our own module
        COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, start_new_session=True
    )
