"""`bin/manage import_register` with a file of England's size, the process's own start included.

The file is the shipped register, repeated under other numbers until it has as many rows; REGISTER_FILE names a real
one instead.
"""

import csv
import gzip
import os
import sys
import time
from itertools import count, islice
from pathlib import Path

from essex_portal.organisations.models import SchoolDetails
from essex_portal.organisations.services.starting_content import REGISTER
from tests.benchmarks.parts import FOLDER
from tests.benchmarks.report import at_most, note

ROWS = 50_515
FIRST_NUMBER = 200_000  # above every URN of the shipped file


def main() -> None:
    given = os.environ.get("REGISTER_FILE")
    file = Path(given) if given else _england_sized(FOLDER.path / "register-20231116.csv")
    note(f"importing {file}")
    for what in ("the first time", "again, with nothing new"):
        seconds, megabytes = _import(file)
        at_most(20, seconds, f"seconds {what}")
        at_most(300, megabytes, "MB at most")
    note(f"{SchoolDetails.objects.count():,} schools are known")


def _england_sized(path: Path) -> Path:
    with gzip.open(REGISTER, "rt", encoding="cp1252", newline="") as shipped:
        reader = csv.DictReader(shipped)
        rows = list(reader)
    numbers = count(FIRST_NUMBER)
    copies = (row | {"URN": str(next(numbers))} for _ in count() for row in rows)
    with path.open("w", encoding="cp1252", newline="") as target:
        writer = csv.DictWriter(target, reader.fieldnames or ())
        writer.writeheader()
        writer.writerows(islice(copies, ROWS))
    return path


def _import(file: Path) -> tuple[float, float]:
    """Seconds, and the most memory that the process had."""
    began = time.perf_counter()
    process = os.posix_spawn(
        sys.executable, [sys.executable, "manage.py", "import_register", str(file)], dict(os.environ)
    )
    _, status, usage = os.wait4(process, 0)
    if status:
        raise AssertionError("The import failed.")
    return time.perf_counter() - began, usage.ru_maxrss / 1024
