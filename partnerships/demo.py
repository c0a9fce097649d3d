"""The demonstration begins with the county's own list, as production does."""

from datetime import date

from partnerships import demo_directory, starting_content
from partnerships.demo_forums import load_forums
from partnerships.demo_offers import load_offers
from partnerships.demo_self_review import load_self_review
from partnerships.demo_trusts import load_trusts
from partnerships.demo_visits import load_visits


def load() -> None:
    starting_content.load()


def load_happenings(*, today: date) -> None:
    """What has begun around today; after the people are there."""
    demo_directory.load_members(today=today)
    load_trusts(today=today)
    demo_directory.load_contacts(today=today)
    demo_directory.load_happenings(today=today)
    load_offers(today=today)
    load_forums(today=today)
    load_self_review(today=today)
    load_visits(today=today)
