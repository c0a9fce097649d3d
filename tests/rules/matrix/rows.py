"""What a row of the access matrix is, and who the PEOPLE are.

A row is a page and, for each of the PEOPLE, the answer expected of a GET:
200 they see it, 302 they are sent elsewhere (a visitor to sign-in), 403 the page is another role's, 404 the object is
someone else's or does not exist. People not named in `answers` are expected to get `others`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from essex_portal.accounts.roles import Role
from tests.rules.world import World

VISITOR = "visitor"
HEAD, MEMBER = "headteacher", "school_member"
HEAD_ELSEWHERE = "headteacher of another school"
OFFICE, FINANCE, DIRECTOR = Role.TRAINING_OFFICE.value, Role.FINANCE.value, Role.DIRECTOR.value
ADMINISTRATOR, ADMISSIONS = Role.ADMINISTRATOR.value, Role.ADMISSIONS_OFFICER.value
QUADRANT, PARTNERSHIP = Role.QUADRANT_OFFICER.value, Role.PARTNERSHIP_LEAD.value
NEWCOMER = "administrator without a second factor"
PEOPLE = (
    VISITOR, HEAD, MEMBER, HEAD_ELSEWHERE, OFFICE, FINANCE, DIRECTOR, ADMINISTRATOR, ADMISSIONS, QUADRANT,
    PARTNERSHIP, NEWCOMER,
)  # fmt: skip
TRACKER_READERS = (QUADRANT, DIRECTOR, ADMINISTRATOR)
ALWAYS = {VISITOR: 302, NEWCOMER: 302}


@dataclass(frozen=True)
class Page:
    """One page. `args` makes the address's arguments out of the world of the test."""

    route: str
    answers: Mapping[str, int] = field(default_factory=dict)
    others: int = 403
    args: Callable[[World], tuple[object, ...]] = lambda world: ()
    what: str = ""

    def expected(self, person: str) -> int:
        return self.answers.get(person, ALWAYS.get(person, self.others))

    def __str__(self) -> str:
        return f"{self.route} {self.what}".strip()


def everybody(route: str, **more: object) -> Page:
    """A public page."""
    return Page(route, {VISITOR: 200}, 200, **more)  # type: ignore[arg-type]


def signed_in(route: str, **more: object) -> Page:
    return Page(route, {}, 200, **more)  # type: ignore[arg-type]


def of_role(routes: str, *people: str) -> tuple[Page, ...]:
    """Pages without an object, for these people only. The routes are separated by blanks."""
    return tuple(Page(route, dict.fromkeys(people, 200)) for route in routes.split())


def of_object(
    routes: str, args: Callable[[World], tuple[object, ...]], elsewhere: int, *people: str
) -> tuple[Page, ...]:
    """Pages of one object, for these people; `elsewhere` is the answer to the headteacher of another school."""
    answers = {HEAD_ELSEWHERE: elsewhere} | dict.fromkeys(people, 200)
    return tuple(Page(route, answers, args=args) for route in routes.split())
