"""The school's side of funded places: applying, withdrawing, accepting, declining."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.audit.services import record
from essex_portal.organisations.models import Organisation
from essex_portal.ui.words import date_words
from partnerships.funded_places import may_apply
from partnerships.models import FundedApplication, Offer
from partnerships.queries.offers import reasons_for
from partnerships.services.awards import fill_free_places, locked_application, locked_offer, move
from partnerships.services.refusals import OfferRefused
from partnerships.states import ApplicationState

CHANGEABLE = (ApplicationState.DRAFT, ApplicationState.HANDED_IN, ApplicationState.WITHDRAWN)


@dataclass(frozen=True)
class Answers:
    """What a school writes into an application. `declared` are declarations of the offer, in its words."""

    places_wanted: int
    case: str
    declared: Collection[str]


@transaction.atomic
def save_application(
    *, offer: Offer, school: Organisation, answers: Answers, hand_in: bool, by: Any, now: datetime
) -> FundedApplication:
    """Keep the school's answers, and hand them in or leave them as a draft. What is handed in stays so when changed.

    Raises PermissionDenied, or OfferRefused when the offer takes no applications today, the school may not apply, it
    asks for more places than one school gets, or something is missing from what it hands in.
    """
    _refuse_strangers(by, school)
    current = locked_offer(offer.pk)
    row = _own(current, school, by, now)
    hand_in = hand_in or row.state == ApplicationState.HANDED_IN
    _refuse_applying(current, row, timezone.localdate(now))
    _refuse_answers(current, answers, complete=hand_in)
    _keep(row, answers, by=by, now=now)
    if hand_in and row.state != ApplicationState.HANDED_IN:
        row.handed_in_at = now
        move(row, ApplicationState.HANDED_IN, by=by, now=now)
    return row


def _own(offer: Offer, school: Organisation, by: Any, now: datetime) -> FundedApplication:
    """The school's application, or a new one that is not saved yet."""
    found = FundedApplication.objects.select_for_update(of=("self",)).filter(offer=offer, school=school).first()
    row = found or FundedApplication(applied_by=by, saved_at=now)
    row.offer, row.school = offer, school
    return row


def _keep(row: FundedApplication, answers: Answers, *, by: Any, now: datetime) -> None:
    if row.state == ApplicationState.WITHDRAWN:
        row.state = ApplicationState.DRAFT
    row.places_wanted, row.case, row.declared = answers.places_wanted, answers.case, list(answers.declared)
    row.saved_at, row.applied_by = now, by
    row.confirmed_by = row.confirmed_at = row.places = row.rank = None
    row.save()
    record(event="application.saved", target=row, by=by, after={"places_wanted": row.places_wanted})


def _refuse_applying(offer: Offer, row: FundedApplication, today: date) -> None:
    if not offer.is_open_on(today):
        closed = f" It closed on {date_words(offer.closes_on)}." if offer.closes_on and offer.closes_on < today else ""
        raise OfferRefused(f"This offer takes no applications today.{closed} What you saved before is kept.")
    if row.state not in CHANGEABLE:
        raise OfferRefused("The office has decided about this application, so it cannot be changed.")
    if not may_apply(reasons_for(offer, row.school)):
        raise OfferRefused("This offer is not for your school. The reasons are on the offer’s page.")


def _refuse_answers(offer: Offer, answers: Answers, *, complete: bool) -> None:
    most = min((limit for limit in (offer.most_each, offer.places) if limit), default=None)
    if answers.places_wanted < 1 or (most and answers.places_wanted > most):
        raise OfferRefused(f"Ask for 1 to {most} places." if most else "Ask for at least 1 place.", field="places")
    if not complete:
        return
    if not answers.case.strip():
        raise OfferRefused("Say what your school will do with it before you hand in.", field="case")
    if set(offer.declarations) - set(answers.declared):
        raise OfferRefused("Confirm each statement before you hand in.", field="declared")


@transaction.atomic
def withdraw(*, application: FundedApplication, by: Any, now: datetime) -> FundedApplication:
    """Take the application back before it is decided. Again changes nothing.

    Raises PermissionDenied, or OfferRefused for one that has been awarded places: decline them instead.
    """
    current = _locked_own(application, by)
    if current.state != ApplicationState.WITHDRAWN:
        current.rank = None
        move(current, ApplicationState.WITHDRAWN, by=by, now=now)
    return current


@transaction.atomic
def accept(*, application: FundedApplication, by: Any, now: datetime) -> FundedApplication:
    """Take the places that were awarded, until the end of the last day. Again changes nothing.

    Raises PermissionDenied, or OfferRefused when that day is over or the places were given up.
    """
    current = _locked_own(application, by)
    if current.state == ApplicationState.ACCEPTED:
        return current
    late = current.accept_by is not None and current.accept_by < timezone.localdate(now)
    if current.state == ApplicationState.AWARDED and late:
        raise OfferRefused(f"The last day to accept was {date_words(current.accept_by)}. The next school is asked.")
    move(current, ApplicationState.ACCEPTED, by=by, now=now)
    return current


@transaction.atomic
def decline(*, application: FundedApplication, by: Any, now: datetime) -> FundedApplication:
    """Give back places that were awarded or accepted; the next school by rank gets them. Again changes nothing."""
    current = _locked_own(application, by)
    if current.state != ApplicationState.DECLINED:
        move(current, ApplicationState.DECLINED, by=by, now=now)
        fill_free_places(offer=current.offer, today=timezone.localdate(now), now=now)
    return current


def _locked_own(application: FundedApplication, by: Any) -> FundedApplication:
    current = locked_application(application)
    _refuse_strangers(by, current.school)
    return current


def _refuse_strangers(by: Any, school: Organisation) -> None:
    if not holds(by, Permission.APPLY_FOR_OFFERS, school):
        raise PermissionDenied("The school’s headteacher applies for funded places.")
