"""What schools and the quadrant's officer do about funded places that are awarded while schools apply."""

from datetime import datetime, timedelta
from random import Random

from django.utils import timezone

from partnerships.models import FundedApplication, Offer
from partnerships.services import applications
from partnerships.services.applications import Answers, save_application
from partnerships.services.awards import TO_RANK, award_places, lapse_overdue, rank_applications, turn_down
from partnerships.states import ApplicationState
from tests.storms.county import County
from tests.storms.deeds.drawing import any_of

TIME_TO_ACCEPT = timedelta(days=28)


def applies(county: County, random: Random, now: datetime) -> object:
    """For one to three places; sometimes as a draft, or as a change of what was handed in."""
    school, head = county.buyer(random)
    offer = any_of(Offer.objects.all(), random)
    answers = Answers(random.randint(1, 3), "Two teachers take part.", ())
    hand_in = random.random() < 0.9
    return offer and save_application(offer=offer, school=school, answers=answers, hand_in=hand_in, by=head, now=now)


def awards(county: County, random: Random, now: datetime) -> object:
    """Rank whoever waits for a decision or for a place, in any order behind those decided, and give what is free."""
    offer = any_of(Offer.objects.all(), random)
    if offer is None:
        return None
    rows = list(FundedApplication.objects.filter(offer=offer).order_by("pk"))
    to_rank = [row for row in rows if row.state in TO_RANK]
    behind = max((row.rank or 0 for row in rows), default=0)
    random.shuffle(to_rank)
    ranks = {row.pk: (behind + at, random.randint(1, row.places_wanted)) for at, row in enumerate(to_rank, start=1)}
    rank_applications(offer=offer, ranks=ranks, by=county.officer)
    return award_places(offer=offer, by=county.officer, now=now) or None


def turns_down(county: County, random: Random, now: datetime) -> object:
    row = any_of(FundedApplication.objects.filter(state__in=TO_RANK), random)
    return row and turn_down(application=row, reason="Others need it more", by=county.officer, now=now)


def accepts(county: County, random: Random, now: datetime) -> object:
    row = any_of(FundedApplication.objects.filter(state=ApplicationState.AWARDED), random)
    return row and applications.accept(application=row, by=row.applied_by, now=now)


def gives_back(county: County, random: Random, now: datetime) -> object:
    """Places that were awarded or accepted: the next by rank gets them."""
    row = any_of(FundedApplication.objects.filter(places__isnull=False), random)
    return row and applications.decline(application=row, by=row.applied_by, now=now)


def withdraws(county: County, random: Random, now: datetime) -> object:
    row = any_of(FundedApplication.objects.all(), random)
    return row and applications.withdraw(application=row, by=row.applied_by, now=now)


def time_passes_places_on(county: County, random: Random, now: datetime) -> object:
    """Nobody accepted for four weeks."""
    lapse_overdue(today=timezone.localdate(now + TIME_TO_ACCEPT), now=now)
    return True
