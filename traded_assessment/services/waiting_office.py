"""What the training office does by hand on a waiting list, and how lists work in general."""

from datetime import datetime, time
from typing import Any, TypedDict

from django.db import transaction

from essex_portal.audit.services import record
from essex_portal.ui.words import counted
from traded_assessment import waiting_emails
from traded_assessment.models import SessionWaitingOrder, TrainingSession, WaitingEntry, WaitingListRules
from traded_assessment.queries.waiting import queue_of, who_waits
from traded_assessment.services.waiting_list import (
    WaitingRefused,
    end,
    locked_entry,
    locked_session,
    offer,
    offer_freed_places,
)
from traded_assessment.states import OPEN_WAITING, Availability, WaitingState


class Rules(TypedDict):
    """Hours are working hours; the office's times are local."""

    offer_hours: int
    approval_hours: int
    opens_at: time
    closes_at: time
    untrained_first: bool


@transaction.atomic
def move_entry(*, entry: WaitingEntry, to: int, reason: str, by: Any) -> WaitingEntry:
    """Put a school at that number of its list, from 1. From then on the list keeps the order that it has now.

    Who joins later comes after those who are on it now. Raises WaitingRefused for one that waits no more.
    """
    current = _waiting(entry)
    session = current.training_session
    entries = {one.pk: one for one in who_waits(session).select_for_update(of=("self",))}
    keys = [one.key for one in queue_of(session, entries.values())]
    before = keys.index(current.pk) + 1
    keys.remove(current.pk)
    keys.insert(to - 1, current.pk)
    for number, key in enumerate(keys, start=1):
        entries[key].hand_order = number
    WaitingEntry.objects.bulk_update(entries.values(), ["hand_order"])
    after = {"number": keys.index(current.pk) + 1}
    record(
        event="waiting_list.moved", target=current, by=by, before={"number": before}, after=after, reason=reason.strip()
    )
    return current


@transaction.atomic
def offer_by_hand(*, entry: WaitingEntry, reason: str, by: Any, now: datetime) -> WaitingEntry:
    """Offer the free places to this school, whoever is before it.

    Raises WaitingRefused for one that waits no more, or when there are not enough places.
    """
    current = _waiting(entry)
    session = current.training_session
    if session.availability_at(now) not in (Availability.BOOKABLE, Availability.FULL):
        raise WaitingRefused("The session takes no bookings at the moment.")
    if current.places > session.places_left:
        free = counted(session.places_left, "place is,places are")
        raise WaitingRefused(f"The school wants {current.places}, and {free} free.")
    return offer(current, session, now=now, by=by, reason=reason.strip())


@transaction.atomic
def remove_entry(*, entry: WaitingEntry, reason: str, by: Any, now: datetime) -> WaitingEntry:
    """Take a school off the list and tell it; places that it was offered go to the next.

    Raises WaitingRefused when it is off already.
    """
    current = locked_entry(entry)
    if current.state not in OPEN_WAITING:
        raise WaitingRefused("This school is not on the list any more.")
    waited = current.state == WaitingState.WAITING
    end(current, WaitingState.LEFT if waited else WaitingState.LET_GO, by=by, now=now, reason=reason.strip())
    waiting_emails.email_taken_off(current, current.training_session)
    offer_freed_places(session=current.training_session, now=now)
    return current


@transaction.atomic
def set_session_order(*, session: TrainingSession, untrained_first: bool | None, by: Any) -> None:
    """Say who comes first at this session; None: as for all sessions."""
    locked = locked_session(session.pk)
    before = SessionWaitingOrder.objects.filter(pk=locked.pk).first()
    if untrained_first is None:
        SessionWaitingOrder.objects.filter(pk=locked.pk).delete()
    else:
        SessionWaitingOrder.objects.update_or_create(
            training_session=locked, defaults={"untrained_first": untrained_first}
        )
    record(
        event="waiting_list.order_changed",
        target=locked,
        by=by,
        before={"untrained_first": before.untrained_first if before else None},
        after={"untrained_first": untrained_first},
    )


@transaction.atomic
def change_waiting_rules(*, rules: Rules, by: Any) -> WaitingListRules:
    """Use these from now on; places that are kept already stay so until the time that was said."""
    WaitingListRules.objects.get_or_create(pk=1)
    row = WaitingListRules.objects.select_for_update().get(pk=1)
    before = {name: getattr(row, name) for name in rules}
    for name, value in rules.items():
        setattr(row, name, value)
    row.full_clean()
    row.save()
    record(event="waiting_list_rules.changed", target=row, by=by, before=before, after=dict(rules))
    return row


def _waiting(entry: WaitingEntry) -> WaitingEntry:
    current = locked_entry(entry)
    if current.state != WaitingState.WAITING:
        raise WaitingRefused("This school does not wait any more. Look at the list again.")
    return current
