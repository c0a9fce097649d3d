"""The demonstration begins with the real register, as production does."""

from essex_portal.organisations.services.starting_content import load_starting_content


def load() -> None:
    load_starting_content()
