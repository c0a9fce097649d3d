"""Boards as at a day."""

from datetime import date

from django.db.models import Count, Q, QuerySet

from essex_portal.organisations.models import Organisation
from partnerships.models import Board, BoardSeat


def boards_on(on: date) -> QuerySet[Board]:
    """Every board with its number of `seats_then` on that day."""
    return Board.objects.select_related("quadrant").annotate(
        seats_then=Count("seats", filter=Q(seats__valid__contains=on))
    )


def boards_of(quadrant: Organisation, on: date) -> QuerySet[Board]:
    """The quadrant's own boards and the county's."""
    return boards_on(on).filter(Q(quadrant=quadrant) | Q(quadrant=None))


def seats_on(board: Board, on: date) -> QuerySet[BoardSeat]:
    """Who was represented on that day, by kind and name."""
    return board.seats.filter(valid__contains=on).select_related("body__school")


def seats_of(partnership: Organisation, on: date) -> QuerySet[BoardSeat]:
    """The seats that a partnership has on boards."""
    return BoardSeat.objects.filter(body=partnership, valid__contains=on).select_related("board")
