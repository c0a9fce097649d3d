"""What partnerships put into the calendars that training hands out; neither knows the other."""

from partnerships import calendar_events
from traded_assessment.feed_sources import FeedSource, add_feed_source


def add_calendar_sources() -> None:
    """Called once, when the portal starts."""
    events = calendar_events
    add_feed_source(FeedSource("peer review visits", events.visits_of_school, events.visits_of_person))
    add_feed_source(FeedSource("dates of forums and drop-ins", events.forums_of_school, events.forums_of_person))
