"""Two wordings of one sentence, word by word."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum


class Change(StrEnum):
    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True)
class Piece:
    """Some words that stand together, and what became of them."""

    change: Change
    words: str


def reworded(before: str, after: str) -> tuple[Piece, ...]:
    """The pieces that make one wording out of the other, in reading order, removed words before those in their place.

    Those that are not added make `before`, those that are not removed make `after`, white space apart.
    """
    return tuple(piece for piece in _pieces(before.split(), after.split()) if piece.words)


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    for tag, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        removed, added = " ".join(old[old_from:old_to]), " ".join(new[new_from:new_to])
        if tag == "equal":
            yield Piece(Change.SAME, added)
        else:
            yield Piece(Change.REMOVED, removed)
            yield Piece(Change.ADDED, added)
