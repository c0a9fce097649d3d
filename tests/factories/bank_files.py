"""A bank's files, and their rows read by the real services."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from traded_assessment.matching import guess_columns
from traded_assessment.models import BankFile
from traded_assessment.queries.bank_files import sheet_of
from traded_assessment.services.bank_files import read_rows, take_file

NOW = datetime(2021, 11, 24, 9, 30, tzinfo=UTC)
HEADINGS = "Date,Amount,Text"


def csv_of(rows: Sequence[tuple[str, str, str]]) -> bytes:
    """Day, amount and words of each row, as a bank exports them."""
    lines = [",".join(f'"{cell}"' for cell in row) for row in rows]
    return "\r\n".join([HEADINGS, *lines, ""]).encode()


def make_bank_file(rows: Sequence[tuple[str, str, str]], *, by: Any, filename: str = "bank.csv") -> BankFile:
    """A file with its rows read, none of them decided."""
    file, _ = take_file(content=csv_of(rows), filename=filename, by=by, now=NOW)
    sheet = sheet_of(file)
    read_rows(file=file, sheet=sheet, columns=guess_columns(sheet), save_as="", by=by)
    return file
