"""The demonstration begins with the county's own list, as production does."""

from datetime import date

from partnerships import starting_content
from partnerships.demo_offers import load_offers
from partnerships.demo_self_review import load_self_review


def load() -> None:
    starting_content.load()


def load_happenings(*, today: date) -> None:
    """What has begun around today; after the people are there."""
    load_offers(today=today)
    load_self_review(today=today)
