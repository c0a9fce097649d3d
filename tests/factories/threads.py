"""Many people at once."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection

AT_ONCE = 25


def at_once(tasks: Iterable[Callable[[], Any]]) -> list[Any]:
    """The results of tasks carried out by many threads, each with a connection of its own."""

    def run(task: Callable[[], Any]) -> Any:
        try:
            return task()
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(run, tasks))
