"""The demo content: loaded once by each test process, and copied into the emptied database for each journey."""

from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone
from psycopg import sql

from essex_portal.jobs.services import LEFT_BEHIND_AFTER, sweep

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"


class DemoContent:
    """What `load_demo` adds to an empty database, table by table, as Postgres copies it."""

    def __init__(self) -> None:
        self._tables: dict[str, bytes] = {}

    def load(self) -> None:
        if self._tables:
            self._copy_in()
        else:
            before = _filled_tables()
            call_command("load_demo")
            self._tables = {table: _copy_out(table) for table in _filled_tables() - before}

    def _copy_in(self) -> None:
        """As it was kept: no trigger looks at a row twice. Jobs are queued again, which the first loading did."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            for table, content in self._tables.items():
                with cursor.copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))) as copy:
                    copy.write(content)
        sweep(now=timezone.now() + LEFT_BEHIND_AFTER)


def _filled_tables() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        names = [name for (name,) in cursor.fetchall()]
        return {name for name in names if _has_rows(cursor, name)}


def _has_rows(cursor, table: str) -> bool:
    cursor.execute(sql.SQL("SELECT EXISTS (SELECT FROM {})").format(sql.Identifier(table)))
    return cursor.fetchone()[0]


def _copy_out(table: str) -> bytes:
    with connection.cursor() as cursor, cursor.copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))) as copy:
        return b"".join(bytes(block) for block in copy)
