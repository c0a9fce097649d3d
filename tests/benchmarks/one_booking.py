"""One booking for one colleague: what it asks of the web, and of Postgres, until its mails and its PDF are made."""

import functools
from collections import Counter
from collections.abc import Iterable

from django.db import connection

from essex_portal.accounts.roles import Role
from tests.benchmarks import seeding
from tests.benchmarks.booking import book
from tests.benchmarks.load import Visitor, share
from tests.benchmarks.parts import FOLDER, running, signed_in, wait_for_worker
from tests.benchmarks.report import at_most, note

LOG = FOLDER.logs / "postgres.log"
WARM_UP = 8
TRANSACTIONS = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


def main() -> None:
    database = connection.settings_dict["NAME"]
    with connection.cursor() as cursor:  # for connections made from here on, so this one stays silent
        cursor.execute(f"ALTER DATABASE {database} SET log_statement = 'all'")
    head = seeding.person(Role.HEADTEACHER)
    session = seeding.session_with_places(1_000)
    visitor = signed_in(head)
    with running("web", "worker"):
        for _ in range(WARM_UP):  # on new connections, so that each process reads what it reads once
            _book_and_wait(signed_in(head), session.pk)
        written_before = LOG.stat().st_size
        _book_and_wait(visitor, session.pk)
    with LOG.open(errors="replace") as log:
        log.seek(written_before)
        statements = list(_statements(log, database))
    at_most(6, len(visitor.waits), "requests")
    at_most(60, len(statements), "SQL statements, worker included")
    note(", ".join(f"{count} {verb}" for verb, count in Counter(map(_verb, statements)).most_common()))


def _book_and_wait(visitor: Visitor, session_id: int) -> None:
    share([visitor], [session_id], functools.partial(book, people=1))
    wait_for_worker()


def _statements(log: Iterable[str], database: str) -> Iterable[str]:
    """What clients asked this database; not the empty statement that looks whether a connection is alive."""
    for line in log:
        before, _, statement = line.partition(" LOG:  statement: ")
        if before.endswith(f" {database}") and statement.strip():
            yield statement


def _verb(statement: str) -> str:
    verb = statement.split()[0].upper()
    return "to begin or end a transaction" if verb in TRANSACTIONS else verb
