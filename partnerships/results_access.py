"""Who sees whose results: a partnership's lead, the officers of its quadrant, the county, and each school its own.

What they see of a round is the same for all (ADR 0022); this room decides which rounds.
"""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from essex_portal.accounts.permissions import holds, holds_for_county, organisations_with
from essex_portal.accounts.roles import Permission
from essex_portal.organisations.models import Organisation
from partnerships.access import may_lead
from partnerships.models import NextStep, PartnershipFacts, ResultsLink, Round
from partnerships.queries import quadrant_of
from partnerships.states import RoundState

PUBLISHED = Round.objects.filter(state=RoundState.PUBLISHED).select_related("partnership", "version")


def may_see_results(user: Any, partnership: Organisation, on: date) -> bool:
    """The lead, officers of the quadrant that the partnership belongs to on that day, and the county."""
    if may_lead(user, partnership) or holds_for_county(user, Permission.VIEW_COUNTY_EVALUATION):
        return True
    if not holds(user, Permission.VIEW_QUADRANT_EVALUATION):
        return False
    quadrant = quadrant_of(partnership, on)
    return quadrant is not None and holds(user, Permission.VIEW_QUADRANT_EVALUATION, quadrant)


def sees_results_in(user: Any, partnership: Organisation, quadrant: Organisation) -> bool:
    """The same where it is known which quadrant it belongs to. No query."""
    county = holds_for_county(user, Permission.VIEW_COUNTY_EVALUATION)
    return county or may_lead(user, partnership) or holds(user, Permission.VIEW_QUADRANT_EVALUATION, quadrant)


def round_seen_by(user: Any, pk: int, on: date) -> Round:
    """The published round, for those who see its partnership's results. Raises Http404 for others."""
    found = PUBLISHED.all().filter(pk=pk).first()
    if found is None or not may_see_results(user, found.partnership, on):
        raise Http404
    return found


def round_met_by(user: Any, pk: int) -> Round:
    """The published round, for the lead, who holds the meeting and shares the results. Raises Http404 for others."""
    found = PUBLISHED.all().filter(pk=pk).first()
    if found is None or not may_lead(user, found.partnership):
        raise Http404
    return found


def rounds_of_school(school: Organisation) -> QuerySet[Round]:
    """The published rounds that asked the school, the newest first."""
    return PUBLISHED.all().filter(schools__school=school).order_by("-opens_on", "-pk")


def round_of_school(school: Organisation, pk: int) -> Round:
    """One of them. Raises Http404 for any other."""
    found = rounds_of_school(school).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def partnerships_compared_by(user: Any, on: date) -> QuerySet[PartnershipFacts]:
    """The partnerships of the quadrants whose results the person sees, as they are on that day; the county's: all."""
    quadrants = organisations_with(user, Permission.VIEW_QUADRANT_EVALUATION)
    facts = PartnershipFacts.objects.filter(valid__contains=on, quadrant__in=quadrants)
    return facts.select_related("partnership", "quadrant", "kind").order_by("quadrant__name", "name")


def may_see_steps(user: Any, partnership: Organisation, on: date) -> bool:
    """Those who see the results, and the people of its schools: what was agreed is no secret among them."""
    if may_see_results(user, partnership, on):
        return True
    schools = organisations_with(user, Permission.ANSWER_EVALUATION)
    members = Q(partnership_memberships__partnership=partnership, partnership_memberships__valid__contains=on)
    return schools.filter(members).exists()


def step_led_by(user: Any, pk: int) -> NextStep:
    """The next step, for the lead of its partnership. Raises Http404 for others."""
    found = NextStep.objects.select_related("partnership", "owner_school", "owner_office").filter(pk=pk).first()
    if found is None or not may_lead(user, found.partnership):
        raise Http404
    return found


def link_made_by_lead(user: Any, pk: int) -> ResultsLink:
    """The shared link, for the lead of the partnership whose results it shows. Raises Http404 for others."""
    found = ResultsLink.objects.select_related("round__partnership").filter(pk=pk).first()
    if found is None or not may_lead(user, found.round.partnership):
        raise Http404
    return found
