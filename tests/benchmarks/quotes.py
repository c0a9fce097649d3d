"""Prices by API: an event for three and a session for two, by public facts and with a school's own token."""

from essex_portal.accounts.models import User
from essex_portal.accounts.roles import Role
from tests.benchmarks import seeding
from tests.benchmarks.load import Visitor, share
from tests.benchmarks.parts import anybody, running
from tests.benchmarks.report import note, plain
from tests.factories.accounts import make_token

QUOTES, CLIENTS = 2_000, 8
LINES = [{"product": "event", "staff": 3}, {"product": "single_session", "staff": 2}]


def main() -> None:
    head = seeding.person(Role.HEADTEACHER)
    school = head.memberships.get().organisation
    content = {"urn": school.school.urn, "lines": LINES}

    async def ask(visitor: Visitor, number: int) -> None:
        (await visitor.post_json("/api/v1/training/quotes", content)).expect(200)

    with running("web"):
        for headers, who in (({}, "without a token"), (_token_of(head), "with the school's token")):
            visitors = [anybody(headers) for _ in range(CLIENTS)]
            share(visitors, range(200), ask)
            outcome = share(visitors, range(QUOTES), ask)
            plain(outcome.per_second, f"quotes a second {who}")
            note(outcome)


def _token_of(person: User) -> dict[str, str]:
    _, secret = make_token(person)
    return {"Authorization": f"Bearer {secret}"}
