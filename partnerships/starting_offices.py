"""Offices and boards that the directory begins with. Safe to run again: what is there stays as it is."""

from collections.abc import Sequence
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from essex_portal.organisations.models import Organisation
from essex_portal.organisations.states import OrganisationKind
from partnerships.bodies import body_named
from partnerships.models import Board, BoardSeat, Office, PartnershipDetails
from partnerships.states import SeatKind


def load_offices(rows: Sequence[dict[str, Any]]) -> None:
    """Offices by name. Who holds them the county enters."""
    for row in rows:
        Office.objects.get_or_create(name=row["name"], defaults=row)


def load_boards(rows: Sequence[dict[str, Any]]) -> None:
    """Boards by name, each with its seats since before anybody wrote them down."""
    quadrants = {one.name: one for one in Organisation.objects.filter(kind=OrganisationKind.QUADRANT)}
    for row in rows:
        facts = {name: row[name] for name in ("short_name", "area", "purpose") if name in row}
        quadrant = quadrants.get(row.get("quadrant", ""))
        board, new = Board.objects.get_or_create(name=row["name"], defaults=facts | {"quadrant": quadrant})
        if new:
            BoardSeat.objects.bulk_create(
                BoardSeat(board=board, kind=kind, name=name, body=_body(kind, name), valid=DateRange(None, None))
                for kind in SeatKind
                for name in row.get(kind.value, ())
            )


def _body(kind: SeatKind, name: str) -> Organisation | None:
    """Who is meant: a partnership by the county's own spelling too."""
    if kind == SeatKind.PARTNERSHIP:
        listed = PartnershipDetails.objects.filter(name_as_listed=name).select_related("organisation").first()
        if listed:
            return listed.organisation
    return body_named(kind, name)
