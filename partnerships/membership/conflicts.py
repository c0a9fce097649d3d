"""Whether a school can be in a partnership for a while, given where it is already."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from partnerships.membership.spans import Span


@dataclass(frozen=True)
class Held:
    """A membership that there is. `only_one_of` is the code of an exclusive kind, else empty."""

    partnership: int
    name: str
    kind: str
    only_one_of: str
    span: Span
    key: int = 0


@dataclass(frozen=True)
class Wanted:
    """A membership that is to be."""

    partnership: int
    only_one_of: str
    span: Span


class ClashKind(Enum):
    SAME = "same"  # the school is in that partnership on one of those days
    EXCLUSIVE = "exclusive"  # it is in another one of a kind of which it can have one


@dataclass(frozen=True)
class Clash:
    kind: ClashKind
    held: Held


def clash_of(wanted: Wanted, held: Iterable[Held]) -> Clash | None:
    """What stands in the way, the same partnership first; None when nothing does.

    As the database's exclusion constraints have it (`models.directory`). Source: domain.md 0.3, issue "Bad input".
    """
    meeting = [one for one in held if one.span.overlaps(wanted.span)]
    for one in meeting:
        if one.partnership == wanted.partnership:
            return Clash(ClashKind.SAME, one)
    for one in meeting:
        if wanted.only_one_of and one.only_one_of == wanted.only_one_of:
            return Clash(ClashKind.EXCLUSIVE, one)
    return None
