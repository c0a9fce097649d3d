"""Keeping places for a school for a while. Who calls these has locked the session."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Q

from essex_portal.organisations.models import Organisation
from traded_assessment.models import ApprovalRequest, PlaceHold, TrainingSession, WaitingEntry
from traded_assessment.queries.waiting import waiting_rules
from traded_assessment.states import HoldState, HoldWhy, WaitingState
from traded_assessment.waiting import kept_until


def keep_places(
    *, session: TrainingSession, school: Organisation, places: int, why: HoldWhy, now: datetime, until: datetime
) -> PlaceHold:
    """Take so many places off sale for the school. The database refuses more than are left."""
    return PlaceHold.objects.create(
        training_session=session, school=school, places=places, why=why, created_at=now, expires_at=until
    )


def offer_ends_at(session: TrainingSession, now: datetime) -> datetime:
    """When an offer made now runs out, as the office has set it."""
    rules = waiting_rules()
    return kept_until(now, rules.offer_hours, rules.office, session_starts_at=session.starts_at)


def release(hold: PlaceHold) -> None:
    """Put the places back on sale."""
    _end(hold, HoldState.RELEASED)


def kept_for(
    school: Organisation,
    sessions: Mapping[int, TrainingSession],
    *,
    now: datetime,
    approval: ApprovalRequest | None = None,
) -> list[PlaceHold]:
    """The places that an order of the school may use: those of the approval it comes from, else those offered to it.

    One query, and none while nothing is held at these sessions.
    """
    held = [session.pk for session in sessions.values() if session.places_held]
    if not held:
        return []
    mine = Q(approvals=approval) if approval else Q(why=HoldWhy.WAITING_LIST, expires_at__gt=now)
    rows = PlaceHold.objects.filter(mine, school=school, state=HoldState.HELD, training_session__in=held)
    return list(rows.order_by("pk").select_for_update(of=("self",)))


def use(holds: Iterable[PlaceHold], *, now: datetime) -> None:
    """The school books: give it the places that were kept for it. Its offers are accepted by that."""
    for hold in holds:
        _end(hold, HoldState.USED)
        WaitingEntry.objects.filter(hold=hold, state=WaitingState.OFFERED).update(
            state=WaitingState.ACCEPTED, ended_at=now
        )


def _end(hold: PlaceHold, state: HoldState) -> None:
    hold.state = state
    hold.save(update_fields=["state"])
