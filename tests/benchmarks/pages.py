"""Asking for one page over and over, eight visitors at once, on two web processes."""

from tests.benchmarks.load import Visitor, share
from tests.benchmarks.parts import core_seconds, running
from tests.benchmarks.report import at_least, note, plain

WARM_UP = 200


def measure(path: str, visitors: list[Visitor], *, pages: int, aim: float, what: str) -> None:
    """Print how many pages a second are answered, and what one takes of a core."""

    async def open_page(visitor: Visitor, number: int) -> None:
        (await visitor.get(path)).expect(200)

    with running("web") as services:
        share(visitors, range(WARM_UP), open_page)
        before = core_seconds(services["web"])
        outcome = share(visitors, range(pages), open_page)
        used = core_seconds(services["web"]) - before
    at_least(aim, outcome.per_second, f"{what} a second")
    plain(used / pages * 1000, "ms of one core in the web process, each")
    note(outcome)
