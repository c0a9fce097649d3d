"""Offers of the demonstration: published around today, with applications of the demo school and of Tendring schools."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.text import slugify

from essex_portal.accounts.demo import personas
from essex_portal.accounts.models import Membership, User
from essex_portal.accounts.roles import Role
from essex_portal.organisations.models import Organisation
from partnerships.models import Offer
from partnerships.services.applications import Answers, save_application
from partnerships.states import OfferState

SINCE, UNTIL = timedelta(28), timedelta(28)
APPLIED_FOR = "Research school programme for early years and key stage 1"
CLOSED, CLOSED_SINCE = "Learning Behaviour Leads", timedelta(7)
CASE = "Our teaching assistants in years 3 and 4 take part, and share what they learn with the whole team each month."
PRIMARY = 2
APPLICANTS = 4


def load_offers(*, today: date) -> None:
    """Publish the drafts that the county begins with; what is there already stays as it is."""
    drafts = Offer.objects.filter(state=OfferState.DRAFT, opens_on=None, applications=None)
    fresh = list(drafts.values_list("pk", flat=True))
    drafts.update(state=OfferState.PUBLISHED, opens_on=today - SINCE, closes_on=today + UNTIL)
    for offer in Offer.objects.filter(pk__in=fresh, title__in=(APPLIED_FOR, CLOSED)):
        _load_applications(offer, today)


def _load_applications(offer: Offer, today: date) -> None:
    now = timezone.make_aware(datetime.combine(today, time(9)))
    for places, (school, by) in enumerate(_applicants(offer), start=1):
        answers = Answers(places, CASE, ())
        save_application(offer=offer, school=school, answers=answers, hand_in=True, by=by, now=now)
    if offer.title == CLOSED:
        Offer.objects.filter(pk=offer.pk).update(closes_on=today - CLOSED_SINCE)


def _applicants(offer: Offer) -> list[tuple[Organisation, User]]:
    if offer.title == APPLIED_FOR:
        heads = [persona for persona in personas() if persona.key == "headteacher"]
        return [(head.organisations[0], User.objects.get(email=head.email)) for head in heads]
    schools = Organisation.objects.open_schools().filter(school__district__name="Tendring", school__phase_code=PRIMARY)
    return [(school, _head_of(school)) for school in schools.order_by("name")[:APPLICANTS]]


def _head_of(school: Organisation) -> User:
    """An office without a password: it takes part in the demonstration, and nobody signs in as it."""
    email = f"headteacher@{slugify(school.name)[:50].strip('-')}.example"
    user, _ = User.objects.get_or_create(email=email, defaults={"name": f"Headteacher, {school}"[:150]})
    Membership.objects.get_or_create(user=user, organisation=school, role=Role.HEADTEACHER, ended_at=None)
    return user
