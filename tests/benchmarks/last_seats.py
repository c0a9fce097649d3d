"""One hundred schools confirm at the same moment, for a session with twenty seats."""

import asyncio
from collections import Counter

from essex_portal.accounts.roles import Role
from tests.benchmarks import seeding
from tests.benchmarks.booking import Prepared, confirm, prepare
from tests.benchmarks.load import Answer, Visitor
from tests.benchmarks.parts import running, signed_in
from tests.benchmarks.report import exactly, note
from tests.factories.people import make_person

BUYERS, SEATS = 100, 20


def main() -> None:
    buyers = [signed_in(make_person(Role.HEADTEACHER, school)) for school in seeding.schools(BUYERS)]
    session = seeding.session_with_places(SEATS)
    sold_before = session.places_sold
    with running("web"):
        answers = asyncio.run(_all_at_once(buyers, session.pk))
    session.refresh_from_db()
    said = Counter(map(_said, answers))
    exactly(SEATS, session.places_sold - sold_before, f"seats sold of {SEATS}")
    exactly(SEATS, said["booked"], "buyers hold a booking of one seat")
    exactly(BUYERS - SEATS, said["full"], "were told that it is full")
    exactly(0, said["error"], "error pages")
    note(f"the slowest answer took {max(buyer.waits[-1] for buyer in buyers):.1f} seconds")


async def _all_at_once(buyers: list[Visitor], session_id: int) -> list[Answer]:
    prepared = [await prepare(buyer, session_id, people=1) for buyer in buyers]
    return await asyncio.gather(*(_confirm(*pair) for pair in zip(buyers, prepared, strict=True)))


async def _confirm(buyer: Visitor, prepared: Prepared) -> Answer:
    answer = await confirm(buyer, prepared)
    buyer.close()
    return answer


def _said(answer: Answer) -> str:
    if answer.status == 302:
        return "booked"
    return "full" if answer.status == 200 and "full" in answer.text else "error"
