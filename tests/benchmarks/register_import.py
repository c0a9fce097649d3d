"""Importing a register of England's size: `bin/test tests/benchmarks/register_import.py -s`.

The file is the shipped register, repeated under other numbers until it has 50,515 rows; REGISTER_FILE names a real
one instead. Aim (design.md section 8): at most 20 seconds and 300 MB, the process's own start included.
"""

import csv
import gzip
import os
import resource
import subprocess
import sys
import time
from itertools import count, islice
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

from essex_portal.organisations.models import SchoolDetails
from essex_portal.organisations.services.starting_content import REGISTER

ROWS = 50_515
MOST_SECONDS, MOST_MEGABYTES = 20, 300


@pytest.mark.django_db(transaction=True)
def test_england_sized_register(tmp_path: Path) -> None:
    file = Path(os.environ.get("REGISTER_FILE") or england_sized(tmp_path / "register-20231116.csv"))
    for what in ("first time", "again, nothing new"):
        seconds = import_seconds(file)
        megabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"\n{what}: {seconds:.1f} s of {MOST_SECONDS}, at most {megabytes:.0f} MB of {MOST_MEGABYTES}")  # noqa: T201
        assert megabytes <= MOST_MEGABYTES
    assert SchoolDetails.objects.count() >= ROWS


def england_sized(path: Path) -> Path:
    with gzip.open(REGISTER, "rt", encoding="cp1252", newline="") as shipped:
        reader = csv.DictReader(shipped)
        rows = list(reader)
    numbers = count(200_000)
    copies = (row | {"URN": str(next(numbers))} for _ in count() for row in rows)
    with path.open("w", encoding="cp1252", newline="") as target:
        writer = csv.DictWriter(target, reader.fieldnames or ())
        writer.writeheader()
        writer.writerows(islice(copies, ROWS))
    return path


def import_seconds(file: Path) -> float:
    database = connection.settings_dict
    login = f"{quote(database['USER'])}:{quote(database['PASSWORD'] or '')}"
    url = f"postgresql://{login}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    begin = time.perf_counter()
    subprocess.run(
        [sys.executable, "manage.py", "import_register", file], env=os.environ | {"DATABASE_URL": url}, check=True
    )
    return time.perf_counter() - begin
