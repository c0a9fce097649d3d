"""The demonstration begins with the county's own list, as production does."""

from partnerships import starting_content


def load() -> None:
    starting_content.load()
