"""What else than training stands in a calendar feed. This app may not know it: `home` adds what other apps have."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from essex_portal.accounts.models import User
from essex_portal.mail.calendar_files import CalendarEvent
from essex_portal.organisations.models import Organisation


@dataclass(frozen=True)
class FeedSource:
    """Events for feeds of schools and of accounts, from a moment on; asked anew each time a calendar fetches.

    `words` say on the page what they are: "peer review visits".
    """

    words: str
    of_school: Callable[[Organisation, datetime], Iterable[CalendarEvent]]
    of_user: Callable[[User, datetime], Iterable[CalendarEvent]]


_sources: dict[str, FeedSource] = {}


def add_feed_source(source: FeedSource) -> None:
    """Show these events beside the training. The same words again take the place of the first."""
    _sources[source.words] = source


def source_words() -> list[str]:
    """What feeds show beside training, in words."""
    return list(_sources)


def events_of_school(school: Organisation, since: datetime) -> list[CalendarEvent]:
    """What every source has for the school since that moment."""
    return [event for source in _sources.values() for event in source.of_school(school, since)]


def events_of_user(user: User, since: datetime) -> list[CalendarEvent]:
    """What every source has for the person since that moment."""
    return [event for source in _sources.values() for event in source.of_user(user, since)]
