"""The only way to fetch a partnership and its things for a person: it, or 404."""

from datetime import date
from typing import Any

from django.http import Http404

from essex_portal.accounts.permissions import holds, organisations_with
from essex_portal.accounts.roles import Permission
from essex_portal.organisations.models import Organisation
from essex_portal.organisations.states import OrganisationKind
from partnerships.models import (
    Dimension,
    FundedApplication,
    Offer,
    QuestionSetVersion,
    Round,
    RoundSchool,
    Statement,
)
from partnerships.queries import quadrant_of
from partnerships.queries.offers import offers_of, published_offers, with_money
from partnerships.states import RoundState


def partnership_or_404(pk: int) -> Organisation:
    """The partnership; everybody signed in may read the directory."""
    found = Organisation.objects.filter(kind=OrganisationKind.PARTNERSHIP, pk=pk).select_related("partnership").first()
    if found is None:
        raise Http404
    return found


def may_keep(user: Any, partnership: Organisation, on: date) -> bool:
    """Whether the person keeps the directory of the quadrant that the partnership belongs to on that day."""
    if not holds(user, Permission.KEEP_PARTNERSHIPS):
        return False
    quadrant = quadrant_of(partnership, on)
    return quadrant is not None and holds(user, Permission.KEEP_PARTNERSHIPS, quadrant)


def may_lead(user: Any, partnership: Organisation) -> bool:
    """Whether the person is the partnership's lead."""
    return holds(user, Permission.LEAD_PARTNERSHIP, partnership)


def partnership_kept_by(user: Any, pk: int, on: date) -> Organisation:
    """The partnership, for its lead and for the officers of its quadrant. Raises Http404 for others."""
    partnership = partnership_or_404(pk)
    if not may_lead(user, partnership) and not may_keep(user, partnership, on):
        raise Http404
    return partnership


def partnership_led_by(user: Any, pk: int) -> Organisation:
    """The partnership, for its lead alone. Raises Http404 for others."""
    partnership = partnership_or_404(pk)
    if not may_lead(user, partnership):
        raise Http404
    return partnership


def offer_to_read(user: Any, pk: int) -> Offer:
    """A published offer, or a draft for those who keep it. Raises Http404."""
    found = published_offers().filter(pk=pk).first()
    return found or offer_of(user, Permission.KEEP_OFFERS, pk)


def offer_of(user: Any, permission: Permission, pk: int) -> Offer:
    """The offer of a quadrant for which the person holds the permission. Raises Http404 for others."""
    found = with_money(offers_of(user, permission)).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def application_of_school(user: Any, pk: int) -> FundedApplication:
    """The application of a school that the person applies for. Raises Http404 for others."""
    schools = organisations_with(user, Permission.APPLY_FOR_OFFERS)
    return _application(pk, school__in=schools)


def application_to_decide(user: Any, pk: int) -> FundedApplication:
    """A handed-in application for an offer that the person keeps. Raises Http404 for others."""
    return _application(pk, offer__in=offers_of(user, Permission.KEEP_OFFERS), handed_in_at__isnull=False)


def _application(pk: int, **filters: Any) -> FundedApplication:
    related = ("offer__quadrant", "school__school__district", "school__school__type", "applied_by", "confirmed_by")
    found = FundedApplication.objects.filter(pk=pk, **filters).select_related(*related).first()
    if found is None:
        raise Http404
    return found


def round_led_by(user: Any, pk: int) -> Round:
    """The round, for the lead of its partnership alone. Raises Http404 for others."""
    found = Round.objects.select_related("partnership", "version__question_set").filter(pk=pk).first()
    if found is None or not may_lead(user, found.partnership):
        raise Http404
    return found


def own_statement_led_by(user: Any, pk: int) -> Statement:
    """A statement of a partnership's own that is in use, for its lead alone. Raises Http404 for others."""
    found = Statement.objects.select_related("partnership", "follows").filter(pk=pk, retired_at=None).first()
    if found is None or found.partnership is None or not may_lead(user, found.partnership):
        raise Http404
    return found


def round_school_for(user: Any, permission: Permission, pk: int) -> RoundSchool:
    """A school's part in an opened round, for its people with that permission. Raises Http404 for others."""
    rows = RoundSchool.objects.select_related("round__partnership", "round__version__question_set", "school")
    found = rows.exclude(round__state=RoundState.DRAFT).filter(pk=pk).first()
    if found is None or not holds(user, permission, found.school):
        raise Http404
    return found


def version_or_404(pk: int) -> QuestionSetVersion:
    """A version of a question set, for those whose role lets them onto the page."""
    found = QuestionSetVersion.objects.select_related("question_set").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def dimension_or_404(pk: int) -> Dimension:
    """A dimension of a question set, for those whose role lets them onto the page."""
    found = Dimension.objects.select_related("version__question_set").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def set_statement_or_404(pk: int) -> Statement:
    """A statement of a question set, for those whose role lets them onto the page. No partnership's own."""
    rows = Statement.objects.select_related("dimension__version__question_set", "follows")
    found = rows.filter(pk=pk, dimension__isnull=False).first()
    if found is None:
        raise Http404
    return found
