"""Offers of the demonstration: published around today, and an application of the demo school."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from essex_portal.accounts.demo import personas
from essex_portal.accounts.models import User
from partnerships.models import FundedApplication, Offer
from partnerships.services.applications import Answers, save_application
from partnerships.states import OfferState

SINCE, UNTIL = timedelta(14), timedelta(28)
APPLIED_FOR = "Research school programme for early years and key stage 1"


def load_offers(*, today: date) -> None:
    """Publish the drafts that the county begins with; offers that were touched stay as they are."""
    drafts = Offer.objects.filter(state=OfferState.DRAFT, opens_on=None)
    drafts.update(state=OfferState.PUBLISHED, opens_on=today - SINCE, closes_on=today + UNTIL)
    head = next((persona for persona in personas() if persona.key == "headteacher"), None)
    offer = Offer.objects.filter(title=APPLIED_FOR).first()
    if head is None or offer is None or FundedApplication.objects.filter(offer=offer).exists():
        return
    now = timezone.make_aware(datetime.combine(today, time(9)))
    if offer.is_open_on(today):
        answers = Answers(1, "Our two reception teachers take part and share each module with the infants’ team.", ())
        by = User.objects.get(email=head.email)
        save_application(offer=offer, school=head.organisations[0], answers=answers, hand_in=True, by=by, now=now)
