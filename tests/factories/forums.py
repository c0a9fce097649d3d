"""Forums and drop-ins with their dates and lists."""

from datetime import UTC, date, datetime, time
from itertools import count
from typing import Any

from essex_portal.accounts.models import User
from essex_portal.accounts.roles import Role
from essex_portal.organisations.models import HalfTermDates, Organisation
from partnerships.models import Forum, ForumMember
from partnerships.queries.forums import Meeting, meeting_on
from partnerships.states import ForumKind, ListState, Rhythm, Weekday
from tests.factories.accounts import make_account
from tests.factories.calendar import make_half_terms
from tests.factories.offers import make_primary
from tests.factories.partnerships import make_quadrant

TODAY = date(2021, 11, 10)  # a Wednesday
NOW = datetime(2021, 11, 10, 9, 30, tzinfo=UTC)
NEXT = date(2021, 11, 16)  # the Tuesday after
LINK = "https://meet.example/room"

_numbers = count(1)


def make_forum(name: str = "", *, kind: str = ForumKind.FORUM, **fields: Any) -> Forum:
    """A forum of the North-East, every Tuesday in term time from 12 to 1, with a link."""
    if not HalfTermDates.objects.exists():
        make_half_terms()
    usual: dict[str, Any] = {
        "purpose": "Schools exchange practice.", "quadrant": make_quadrant(), "rhythm": Rhythm.WEEKLY,
        "weekday": Weekday.TUESDAY, "starts": time(12), "ends": time(13), "join_link": LINK,
    }  # fmt: skip
    return Forum.objects.create(name=name or f"Forum {next(_numbers)}", kind=kind, **usual | fields)


def make_drop_in(name: str = "", **fields: Any) -> Forum:
    return make_forum(name, kind=ForumKind.DROP_IN, **fields)


def listed(forum: Forum, school: Organisation | None = None, *, contact: User | None = None) -> ForumMember:
    """A school on the list; its headteacher is invited."""
    school = school or make_primary()
    contact = contact or make_account(Role.HEADTEACHER, school)
    return ForumMember.objects.create(
        forum=forum, school=school, contact=contact, state=ListState.MEMBER, asked_at=NOW, decided_at=NOW
    )


def the_meeting(forum: Forum, on: date = NEXT) -> Meeting:
    found = meeting_on(forum, on)
    assert found is not None
    return found
