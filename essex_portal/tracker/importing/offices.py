"""Offices as tables name them: several in a cell, and not always as the tracker has them."""

import re
from collections.abc import Mapping
from difflib import get_close_matches

from essex_portal.tracker.importing.knowledge import Known, plain

APART = re.compile(r"[;\n\r]+")
BULLET = re.compile(r"^(?:[-•*·–]|\d+[.)])\s+")
SUGGESTIONS = 4
LIKE_ENOUGH = 0.6


def offices_in(text: str) -> list[str]:
    """The offices of a cell: on lines of their own or parted by semicolons, each once, without bullets."""
    names = (" ".join(BULLET.sub("", part.strip()).split()) for part in APART.split(text))
    return list({plain(name): name for name in names if name}.values())


def office_meant(name: str, known: Known) -> str | None:
    """What the office is called; None when the tracker does not know it and nobody has said yet what it means."""
    called = known.offices.get(plain(name))
    if called is None and plain(name) in known.choices:
        return known.choices[plain(name)] or name
    return called


def suggestions_for(name: str, offices: Mapping[str, str]) -> list[str]:
    """Offices that are called nearly so, the nearest first, each once."""
    near = get_close_matches(plain(name), list(offices), n=SUGGESTIONS, cutoff=LIKE_ENOUGH)
    return list(dict.fromkeys(offices[one] for one in near))
