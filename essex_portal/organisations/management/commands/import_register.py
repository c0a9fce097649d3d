import argparse
import datetime as dt
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError

from essex_portal.organisations.importing.outcome import ImportOutcome, outcome_rows
from essex_portal.organisations.register.refusals import RegisterRefusedError
from essex_portal.organisations.services.imports import import_register

REJECTED_SHOWN = 20


class Command(BaseCommand):
    help = "Bring the schools into line with a register file. All of it is taken, or nothing."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the register's CSV file, plain or gzip")
        parser.add_argument("--links", type=Path, help="the register's predecessor and successor links")
        parser.add_argument("--trusts", type=Path, help="the register's academies and their trusts")
        parser.add_argument("--as-of", type=_day, help="the day of the file, as 2023-11-16")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        with ExitStack() as stack:
            file = stack.enter_context(_open(options["file"]))
            links, trusts = (
                stack.enter_context(_open(path)) if path else None for path in (options["links"], options["trusts"])
            )
            try:
                outcome = import_register(
                    file=file,
                    links=links,
                    trusts=trusts,
                    filename=options["file"].name,
                    as_of=options["as_of"],
                    dry_run=options["dry_run"],
                    by=None,
                )
            except RegisterRefusedError as error:
                raise CommandError(f"{options['file'].name} was refused and nothing was changed. {error}") from None
        self.stdout.write("\n".join(report(outcome, dry_run=options["dry_run"])))


def report(outcome: ImportOutcome, *, dry_run: bool) -> list[str]:
    """The outcome as lines of text."""
    title = "This would change, and has not been changed" if dry_run else "Done"
    lines = [f"{title}. The file is of {outcome.as_of:%-d %B %Y} ({outcome.as_of_from}).", ""]
    lines += [f"{number:>8,}  {words}" for words, number in outcome_rows(outcome.as_json())]
    lines += [f"\n{warning}" for warning in outcome.warnings]
    if outcome.rejected:
        lines += ["", "Rejected rows:"]
        lines += [f"  line {row.line:,}, URN {row.urn}: {row.reason}" for row in outcome.rejected[:REJECTED_SHOWN]]
        more = len(outcome.rejected) - REJECTED_SHOWN
        lines += [f"  and {more:,} more"] if more > 0 else []
    return lines


def _open(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise CommandError(f"{path} cannot be opened: {error.strerror}.") from None


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a date like 2023-11-16") from None
