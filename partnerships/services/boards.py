"""Boards, and who has a seat on them from when to when."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from essex_portal.accounts.permissions import holds, holds_for_county
from essex_portal.accounts.roles import Permission
from essex_portal.audit.services import record
from essex_portal.organisations.models import Organisation
from essex_portal.ui.words import date_words
from partnerships.models import Board, BoardSeat
from partnerships.services.refusals import DirectoryRefused
from partnerships.states import SeatKind


@dataclass(frozen=True)
class BoardFacts:
    """`quadrant` None: a board of the whole county."""

    name: str
    short_name: str
    area: str
    quadrant: Organisation | None
    purpose: str


def may_keep_board(user: Any, quadrant: Organisation | None) -> bool:
    """Whether the person keeps boards of the quadrant, or (None) of the county."""
    if quadrant is None:
        return holds_for_county(user, Permission.KEEP_PARTNERSHIPS)
    return holds(user, Permission.KEEP_PARTNERSHIPS, quadrant)


@transaction.atomic
def keep_board(*, board: Board | None, facts: BoardFacts, by: Any) -> Board:
    """Add a board (None) or change one. Raises PermissionDenied, DirectoryRefused for a name that there is."""
    _may(by, facts.quadrant)
    kept = Board.objects.select_for_update(of=("self",)).get(pk=board.pk) if board else Board()
    if board:
        _may(by, kept.quadrant)
    for name, value in vars(facts).items():
        setattr(kept, name, value)
    try:
        with transaction.atomic():
            kept.save()
    except IntegrityError:
        raise DirectoryRefused(f"There is a board called {facts.name} already.", field="name") from None
    after = {"name": facts.name, "area": facts.area}
    record(event="board.changed" if board else "board.added", target=kept, by=by, after=after)
    return kept


@transaction.atomic
def add_seat(
    *, board: Board, kind: SeatKind, name: str, body: Organisation | None, from_on: date, by: Any, now: datetime
) -> BoardSeat:
    """Somebody is represented from that day on; `body` is who that is, where the portal knows it.

    Raises PermissionDenied, or DirectoryRefused when the board has this seat on that day.
    """
    _may(by, board.quadrant)
    Board.objects.select_for_update(of=("self",)).get(pk=board.pk)
    there = BoardSeat.objects.filter(board=board, kind=kind, name__iexact=name)
    if there.filter(valid__overlap=DateRange(from_on, None)).exists():
        raise DirectoryRefused(f"{name} has a seat on this board then.", field="name")
    seat = BoardSeat.objects.create(
        board=board, kind=kind, name=name, body=body, valid=DateRange(from_on, None), added_by=by
    )
    record(event="board_seat.added", target=seat, by=by, after={"from_on": from_on})
    return seat


@transaction.atomic
def end_seat(*, seat: BoardSeat, last_on: date, reason: str, by: Any) -> BoardSeat:
    """The seat's last day, inclusive. Raises PermissionDenied, DirectoryRefused for a day before the first."""
    current = BoardSeat.objects.select_for_update(of=("self",)).select_related("board__quadrant").get(pk=seat.pk)
    _may(by, current.board.quadrant)
    first = current.valid.lower
    if first and last_on < first:
        raise DirectoryRefused(f"The seat began on {date_words(first)}: it cannot end before.", field="last_on")
    current.valid = DateRange(first, last_on + timedelta(days=1))
    current.end_reason, current.ended_by = reason, by
    current.save(update_fields=["valid", "end_reason", "ended_by"])
    record(event="board_seat.ended", target=current, by=by, after={"last_on": last_on}, reason=reason)
    return current


def _may(by: Any, quadrant: Organisation | None) -> None:
    if not may_keep_board(by, quadrant):
        raise PermissionDenied("You do not keep this board.")
