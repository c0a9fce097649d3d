"""What partnerships ask of a person: funded places, requests to join a forum, and what the register leaves open."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse

from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.home.todo import Todo
from essex_portal.organisations.models import Organisation
from essex_portal.ui.words import counted, date_words
from partnerships.models import FundedApplication, Offer
from partnerships.queries.forums import forums_kept_by, requests_waiting
from partnerships.queries.offers import offers_of
from partnerships.queries.trust_clashes import trust_clashes_for
from partnerships.queries.undecided import undecided_for
from partnerships.states import ApplicationState, OfferState


def funded_places_of(school: Organisation, today: date) -> Iterator[Todo]:
    """For who applies for the school. Two queries."""
    unfinished = Q(state=ApplicationState.DRAFT, offer__closes_on__gte=today, offer__state=OfferState.PUBLISHED)
    to_accept = Q(state=ApplicationState.AWARDED, accept_by__gte=today)
    for row in FundedApplication.objects.filter(unfinished | to_accept, school=school).select_related("offer"):
        address = reverse("partnerships:application", args=[row.pk])
        if row.state == ApplicationState.AWARDED:
            words = f"Accept {counted(row.places or 0, 'funded place,funded places')} by {date_words(row.accept_by)}"
            yield Todo(f"{words}: {row.offer}", address, urgent=True)
        else:
            yield Todo(f"Hand in your application by {date_words(row.offer.closes_on)}: {row.offer}", address)
    open_now = Offer.objects.filter(state=OfferState.PUBLISHED, opens_on__lte=today, closes_on__gte=today)
    if number := open_now.exclude(applications__school=school).count():
        words = counted(number, "offer of funded places takes,offers of funded places take")
        yield Todo(f"{words} applications", reverse("partnerships:offers"))


def funded_places_to_decide(user: Any, today: date) -> Iterator[Todo]:
    """For who keeps offers: closed ones with applications that wait for a decision. One query."""
    kept = offers_of(user, Permission.KEEP_OFFERS).filter(state=OfferState.PUBLISHED, closes_on__lt=today)
    for offer in kept.filter(applications__state=ApplicationState.HANDED_IN).distinct():
        address = reverse("partnerships:office_offer", args=[offer.pk])
        yield Todo(f"Rank the applications and award the places: {offer}", address)


def requests_to_decide(user: Any) -> Iterator[Todo]:
    """For who keeps forums: schools that have asked to join a list. One query."""
    for forum in requests_waiting(forums_kept_by(user)):
        words = counted(forum.number, "school asks,schools ask")
        yield Todo(f"{words} to join: {forum}", reverse("partnerships:forum_members", args=[forum.pk]))


def places_to_decide(user: Any, today: date) -> Iterator[Todo]:
    """For who keeps partnerships: closed schools whose place the register could not give on. Four queries."""
    for one in undecided_for(user, today):
        school, partnership = one.member.school, one.member.partnership
        if one.stays:
            address = reverse("partnerships:end_membership", args=[one.member.pk])
            yield Todo(f"{school} has closed and is still a member: say when it left {partnership}", address)
        else:
            address = reverse("partnerships:add_school", args=[partnership.pk])
            yield Todo(f"Decide which school takes the place of {school} in {partnership}", address)


def trusts_to_decide(user: Any, today: date) -> Iterator[Todo]:
    """For who keeps partnerships: academies of two trusts, by register and directory. One query or three."""
    for one in trust_clashes_for(user, today):
        words = f"{one.member.school} is in {one.member.partnership}, and in {one.follows.trust} by the school register"
        if one.may_end:
            address = reverse("partnerships:end_membership", args=[one.member.pk])
            yield Todo(f"{words}: say when it left, or have the register put right", address)
        else:
            address = reverse("partnerships:partnership", args=[one.member.partnership_id])
            yield Todo(f"{words}: agree with that partnership’s quadrant where it belongs", address)


def todos(user: Any, school: Organisation | None, today: date) -> Iterator[Todo]:
    """All of the above that this person is asked."""
    if school and holds(user, Permission.APPLY_FOR_OFFERS, school):
        yield from funded_places_of(school, today)
    if holds(user, Permission.KEEP_OFFERS):
        yield from funded_places_to_decide(user, today)
    if holds(user, Permission.KEEP_PARTNERSHIPS):
        yield from requests_to_decide(user)
        yield from places_to_decide(user, today)
        yield from trusts_to_decide(user, today)
