"""Booking a session as a headteacher does it, page by page: six requests from the session to the confirmation."""

import re
from dataclasses import dataclass

from tests.benchmarks.load import Answer, Visitor


@dataclass(frozen=True)
class Prepared:
    """A booking that only needs to be confirmed: what the hidden fields of the check page say."""

    key: str
    shown: str


async def book(visitor: Visitor, session_id: int, *, people: int) -> None:
    """Book so many colleagues on a session, and look at the confirmation."""
    (await visitor.get(f"/training/sessions/{session_id}/")).expect(200)
    (await visitor.get(f"/training/book/{session_id}/")).expect(200)
    prepared = await prepare(visitor, session_id, people=people)
    answer = (await confirm(visitor, prepared)).expect(302)
    (await visitor.get(answer.headers["location"])).expect(200)


async def prepare(visitor: Visitor, session_id: int, *, people: int) -> Prepared:
    """Name the colleagues and open the page that asks to check everything."""
    answer = await visitor.post(f"/training/book/{session_id}/", _people(people))
    page = (await visitor.get(answer.expect(302).headers["location"])).expect(200).text
    return Prepared(_hidden(page, "key"), _hidden(page, "shown"))


async def confirm(visitor: Visitor, prepared: Prepared) -> Answer:
    form = {"key": prepared.key, "shown": prepared.shown, "purchase_order": "PO-2041"}
    return await visitor.post("/training/book/check/", form)


def _people(count: int) -> dict[str, str]:
    form = {"people-TOTAL_FORMS": str(count), "people-INITIAL_FORMS": "0"}
    for row in range(count):
        form |= {
            f"people-{row}-name": f"Teacher of class {row + 1}",
            f"people-{row}-job_title": "Teacher",
            f"people-{row}-email": f"class-{row + 1}@school.example",
        }
    return form


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    if found is None:
        raise AssertionError(f"The page to check a booking has no field {name!r}.")
    return found[1]
