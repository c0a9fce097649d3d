"""The office's side of funded places: ranking, awarding, turning down, and passing places on by rank.

The offer's row is locked before its applications are read, so that whoever awards, accepts or declines takes turns.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from essex_portal.audit.services import record
from essex_portal.school_calendar import add_working_days
from essex_portal.ui.words import counted
from partnerships import offer_emails
from partnerships.funded_places import Ranked, who_gets_places
from partnerships.models import FundedApplication, Offer
from partnerships.services.refusals import OfferRefused
from partnerships.states import APPLICATION_MOVES, ApplicationState, OfferState

TO_RANK = (ApplicationState.HANDED_IN, ApplicationState.WAITING)


@transaction.atomic
def rank_applications(*, offer: Offer, ranks: Mapping[int, tuple[int | None, int]], by: Any) -> None:
    """Set the rank (None: not yet) and the places to give of applications that are handed in or wait, by their id.

    Ids of others are left alone. Raises OfferRefused for two of the same rank, or more places than a school wants.
    """
    locked_offer(offer.pk)
    rows = _locked(offer, state__in=TO_RANK)
    given = [rank for rank, _ in (ranks.get(row.pk, (row.rank, 0)) for row in rows) if rank is not None]
    taken = FundedApplication.objects.filter(offer=offer, rank__isnull=False).exclude(pk__in=[row.pk for row in rows])
    given += [rank for rank in taken.values_list("rank", flat=True) if rank is not None]
    if twice := sorted({rank for rank in given if given.count(rank) > 1}):
        raise OfferRefused(f"Rank {twice[0]} is given twice. Give each application a rank of its own.")
    for row in rows:
        _rank(row, *ranks.get(row.pk, (row.rank, row.places or row.places_wanted)), by=by)


def _rank(row: FundedApplication, rank: int | None, places: int, *, by: Any) -> None:
    if not 1 <= places <= row.places_wanted:
        wanted = counted(row.places_wanted, "place,places")
        raise OfferRefused(f"{row.school} asks for {wanted}: give it at least 1 and at most {row.places_wanted}.")
    if (row.rank, row.places) == (rank, places):
        return
    before = {"rank": row.rank, "places": row.places}
    row.rank, row.places = rank, places
    row.save(update_fields=["rank", "places"])
    record(event="application.ranked", target=row, by=by, before=before, after={"rank": rank, "places": places})


@transaction.atomic
def confirm_declarations(*, application: FundedApplication, by: Any, now: datetime) -> FundedApplication:
    """Note that the office has checked what the school declared. Again changes nothing."""
    current = locked_application(application)
    if current.confirmed_at is None:
        current.confirmed_by, current.confirmed_at = by, now
        current.save(update_fields=["confirmed_by", "confirmed_at"])
        record(event="application.declarations_confirmed", target=current, by=by, after={"declared": current.declared})
    return current


@transaction.atomic
def turn_down(*, application: FundedApplication, reason: str, by: Any, now: datetime) -> FundedApplication:
    """Refuse an application; the school is told why. Raises OfferRefused for one that is decided."""
    current = locked_application(application)
    current.reason = reason.strip()
    current.rank = None
    move(current, ApplicationState.TURNED_DOWN, by=by, now=now, reason=current.reason)
    return current


@transaction.atomic
def award_places(*, offer: Offer, by: Any, now: datetime) -> list[FundedApplication]:
    """Give the free places by rank; the others wait. Returns those that got places now.

    A rolling offer may be awarded while it takes applications: those without a rank are left for later. Raises
    OfferRefused for another one then, or when one that is handed in has no rank or declares something that nobody has
    checked. Again, with nothing new, changes nothing.
    """
    current = locked_offer(offer.pk)
    rows = _to_decide(current, timezone.localdate(now))
    _refuse_awarding(current, rows, timezone.localdate(now))
    if current.awarded_at is None:
        current.awarded_at = now
        current.save(update_fields=["awarded_at"])
        record(event="offer.awarded", target=current, by=by)
    given = _fill(current, TO_RANK, timezone.localdate(now), by=by, now=now)
    got = {one.pk for one in given}
    for row in rows:
        if row.pk not in got:
            move(row, ApplicationState.WAITING, by=by, now=now)
    return given


def _to_decide(offer: Offer, today: date) -> list[FundedApplication]:
    """What is handed in; while a rolling offer is open, only what the office has ranked already."""
    ranked = {"rank__isnull": False} if offer.rolling and offer.is_open_on(today) else {}
    return _locked(offer, state=ApplicationState.HANDED_IN, **ranked)


def _refuse_awarding(offer: Offer, rows: list[FundedApplication], today: date) -> None:
    if offer.is_open_on(today) and not offer.rolling:
        raise OfferRefused("Schools may still apply. Award the places after the last day for applications.")
    if offer.state != OfferState.PUBLISHED:
        raise OfferRefused("This offer has ended, so no more places are awarded.")
    if unranked := sum(row.rank is None for row in rows):
        raise OfferRefused(f"{counted(unranked, 'application has,applications have')} no rank. Rank or turn down each.")
    if unchecked := sum(bool(row.declared) and row.confirmed_at is None for row in rows):
        words = counted(unchecked, "application declares,applications declare")
        raise OfferRefused(f"{words} something that nobody has checked. Open and confirm each.")


def fill_free_places(*, offer: Offer, today: date, now: datetime | None = None) -> list[FundedApplication]:
    """Award what is free to the next of those who wait, by rank. The offer is locked; an ended one gives nothing.

    Call it in the transaction that freed places. Safe as often as one likes. Applications that the office has not
    decided about yet get nothing by themselves.
    """
    return _fill(offer, (ApplicationState.WAITING,), today, by=None, now=now or timezone.now())


def _fill(
    offer: Offer, states: Collection[ApplicationState], today: date, *, by: Any, now: datetime
) -> list[FundedApplication]:
    if offer.state != OfferState.PUBLISHED:
        return []
    offer.refresh_from_db(fields=["places_taken"])
    rows = {row.pk: row for row in _locked(offer, state__in=states, rank__isnull=False)}
    ranked = [Ranked(row.pk, row.rank or 0, row.places or row.places_wanted) for row in rows.values()]
    chosen = [rows[key] for key in who_gets_places(ranked, offer.places_left)]
    for row in chosen:
        row.accept_by = add_working_days(today, offer.days_to_accept)
        row.places = row.places or row.places_wanted
        move(row, ApplicationState.AWARDED, by=by, now=now)
    return chosen


def lapse_overdue(*, today: date, now: datetime) -> None:
    """End awards that were not accepted by the end of their day, and award what that frees.

    Each offer is a transaction of its own. Safe to run twice and at once.
    """
    overdue = {"applications__state": ApplicationState.AWARDED, "applications__accept_by__lt": today}
    for offer_id in Offer.objects.filter(**overdue).order_by("pk").values_list("pk", flat=True).distinct():
        with transaction.atomic():
            offer = locked_offer(offer_id)
            for row in _locked(offer, state=ApplicationState.AWARDED, accept_by__lt=today):
                move(row, ApplicationState.LAPSED, by=None, now=now)
            fill_free_places(offer=offer, today=today, now=now)


def move(row: FundedApplication, state: ApplicationState, *, by: Any, now: datetime, reason: str = "") -> None:
    """Put a locked application into another state, write it down, and tell the school.

    Raises OfferRefused where the state may not follow.
    """
    before = row.state
    if state not in APPLICATION_MOVES.get(before, ()):
        raise OfferRefused(f"This application is now: {row.get_state_display().lower()}. Look at it again.")
    row.state, row.moved_at = state, now
    row.save()
    event = record(
        event=f"application.{state}", target=row, by=by, before={"state": before}, after=_after(row), reason=reason
    )
    offer_emails.email_decision(row, event_id=event.pk)


def _after(row: FundedApplication) -> dict[str, Any]:
    return {"state": row.state, "places": row.places, "accept_by": row.accept_by}


def locked_offer(pk: int) -> Offer:
    """The offer as it is now, held until the transaction ends."""
    return Offer.objects.select_for_update(of=("self",), no_key=True).select_related("quadrant").get(pk=pk)


def locked_application(application: FundedApplication) -> FundedApplication:
    """The application as it is now, its offer locked before it."""
    offer = locked_offer(application.offer_id)
    rows = FundedApplication.objects.select_for_update(of=("self",)).select_related("school", "applied_by")
    current = rows.get(pk=application.pk)
    current.offer = offer
    return current


def _locked(offer: Offer, **filters: Any) -> list[FundedApplication]:
    rows = FundedApplication.objects.filter(offer=offer, **filters).select_related("school", "applied_by")
    found = list(rows.select_for_update(of=("self",)))
    for row in found:
        row.offer = offer
    return found
