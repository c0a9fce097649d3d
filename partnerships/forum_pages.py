"""What pages say of forums: when they meet in words, and where a school stands with each."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from essex_portal.organisations.models import Organisation
from essex_portal.ui.words import time_words
from partnerships.models import Forum, ForumMember
from partnerships.queries.forums import Meeting, forums, next_dates, standings_of
from partnerships.states import ForumKind, Rhythm


@dataclass(frozen=True)
class ForumCard:
    forum: Forum
    when: str
    area: str
    next: Meeting | None
    standing: ForumMember | None


def forum_cards(school: Organisation | None, today: date) -> list[tuple[str, list[ForumCard]]]:
    """Forums, then drop-ins, each with its next date and where the school stands."""
    found = [forum for forum in forums() if forum.last_on is None or forum.last_on >= today]
    dates, standings = next_dates(found, today), standings_of(school) if school else {}
    cards = [
        ForumCard(forum, when_words(forum), area_words(forum), dates.get(forum.pk), standings.get(forum.pk))
        for forum in found
    ]
    titles = ((ForumKind.FORUM, "Forums"), (ForumKind.DROP_IN, "Drop-ins"))
    groups = [(title, [card for card in cards if card.forum.kind == kind]) for kind, title in titles]
    return [group for group in groups if group[1]]


def when_words(forum: Forum) -> str:
    """`Every Tuesday in term time, midday to 1pm`"""
    times = f"{time_words(forum.starts)} to {time_words(forum.ends)}"
    if forum.rhythm == Rhythm.BY_HAND:
        return "On dates that the office sets"
    if forum.rhythm == Rhythm.WEEKLY:
        return f"Every {forum.get_weekday_display()} in term time, {times}"
    return f"{forum.get_week_display()} {forum.get_weekday_display()} of the month in term time, {times}"


def area_words(forum: Forum) -> str:
    districts = [district.name for district in forum.districts.all()]
    return " and ".join(districts) or (f"The {forum.quadrant} quadrant" if forum.quadrant else "All of Essex")


def facts_of_forum(forum: Forum) -> list[dict[str, Any]]:
    """Rows of a summary list; what the forum does not have is left out."""
    rows = (
        ("When", when_words(forum)),
        ("Where", forum.place),
        ("For schools in", area_words(forum)),
        ("Who is there", "\n".join(forum.represented)),
    )
    return [{"key": key, "value": value} for key, value in rows if value]
