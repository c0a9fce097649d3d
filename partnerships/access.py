"""The only way to fetch a partnership and its things for a person: it, or 404."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from essex_portal.accounts.permissions import holds, holds_for_county, organisations_with
from essex_portal.accounts.roles import Permission
from essex_portal.organisations.models import Organisation
from essex_portal.organisations.states import OrganisationKind
from partnerships.models import (
    Dimension,
    FundedApplication,
    MembershipProposal,
    MembershipUpload,
    Offer,
    OfficeHolder,
    PartnershipFacts,
    PartnershipMeeting,
    PartnershipMember,
    QuestionSetVersion,
    Round,
    RoundSchool,
    Statement,
)
from partnerships.queries import last_quadrant_of, partnerships_on, quadrant_of
from partnerships.queries.offers import offers_of, published_offers, with_money
from partnerships.states import RoundState


def partnership_or_404(pk: int) -> Organisation:
    """The partnership; everybody signed in may read the directory."""
    found = Organisation.objects.filter(kind=OrganisationKind.PARTNERSHIP, pk=pk).select_related("partnership").first()
    if found is None:
        raise Http404
    return found


def may_keep(user: Any, partnership: Organisation, on: date) -> bool:
    """Whether the person keeps the directory of the quadrant that the partnership belongs to on that day.

    One that is not there on that day is kept in the quadrant that is written last.
    """
    if not holds(user, Permission.KEEP_PARTNERSHIPS):
        return False
    quadrant = quadrant_of(partnership, on) or last_quadrant_of(partnership)
    return quadrant is not None and holds(user, Permission.KEEP_PARTNERSHIPS, quadrant)


def may_lead(user: Any, partnership: Organisation) -> bool:
    """Whether the person is the partnership's lead."""
    return holds(user, Permission.LEAD_PARTNERSHIP, partnership)


def may_change_members(user: Any, partnership: Organisation, on: date) -> bool:
    """Whether the person says which schools belong to it: its lead, and the officers of its quadrant on that day."""
    return may_lead(user, partnership) or may_keep(user, partnership, on)


def partnership_kept_by(user: Any, pk: int, on: date) -> Organisation:
    """The partnership, for its lead and for the officers of its quadrant. Raises Http404 for others."""
    partnership = partnership_or_404(pk)
    if not may_change_members(user, partnership, on):
        raise Http404
    return partnership


def partnership_kept_in_quadrant_by(user: Any, pk: int, on: date) -> Organisation:
    """The partnership, for the officers of its quadrant alone. Raises Http404 for others."""
    partnership = partnership_or_404(pk)
    if not may_keep(user, partnership, on):
        raise Http404
    return partnership


def member_kept_by(user: Any, pk: int, on: date) -> PartnershipMember:
    """A school's membership, for those who keep the partnership. Raises Http404 for others."""
    member = (
        PartnershipMember.objects.select_related("partnership__partnership", "school__school").filter(pk=pk).first()
    )
    if member is None or not may_change_members(user, member.partnership, on):
        raise Http404
    return member


def quadrants_kept_by(user: Any) -> QuerySet[Organisation]:
    """The quadrants whose partnerships the person keeps."""
    return organisations_with(user, Permission.KEEP_PARTNERSHIPS).filter(kind=OrganisationKind.QUADRANT)


def keeps_partnerships_on(user: Any, on: date) -> QuerySet[PartnershipFacts]:
    """The partnerships of that day whose schools the person says: those of the quadrants they keep, and their own."""
    led = organisations_with(user, Permission.LEAD_PARTNERSHIP)
    return partnerships_on(on).filter(Q(quadrant__in=quadrants_kept_by(user)) | Q(partnership__in=led))


def proposal_for(user: Any, pk: int, on: date) -> MembershipProposal:
    """The proposal, for those who keep the partnership and for the school's headteacher. Raises Http404 for others."""
    rows = MembershipProposal.objects.select_related("school__school", "partnership", "asked_by", "decided_by")
    proposal = rows.filter(pk=pk).first()
    if proposal is None:
        raise Http404
    of_school = holds(user, Permission.PROPOSE_PARTNERSHIP_CHANGE, proposal.school)
    if not of_school and not may_change_members(user, proposal.partnership, on):
        raise Http404
    return proposal


def may_keep_contacts_of(user: Any, place: Organisation | None, on: date) -> bool:
    """Whether the person says who holds the offices there: a partnership, a quadrant, or (None) the county."""
    if place is None:
        return holds_for_county(user, Permission.KEEP_PARTNERSHIPS)
    if place.kind == OrganisationKind.PARTNERSHIP:
        return may_change_members(user, place, on)
    return holds(user, Permission.KEEP_PARTNERSHIPS, place)


def holder_kept_by(user: Any, pk: int, on: date) -> OfficeHolder:
    """The holder of an office, for those who keep the contacts there. Raises Http404 for others."""
    holder = OfficeHolder.objects.select_related("office", "place").filter(pk=pk).first()
    if holder is None or not may_keep_contacts_of(user, holder.place, on):
        raise Http404
    return holder


def meeting_kept_by(user: Any, pk: int, on: date) -> PartnershipMeeting:
    """A meeting that was written down, for those who keep the partnership. Raises Http404 for others."""
    meeting = PartnershipMeeting.objects.select_related("partnership").filter(pk=pk).first()
    if meeting is None or not may_change_members(user, meeting.partnership, on):
        raise Http404
    return meeting


def upload_of(user: Any, pk: int) -> MembershipUpload:
    """The list that this person sent. Raises Http404 for others."""
    upload = MembershipUpload.objects.select_related("sent_by").filter(pk=pk, sent_by=user).first()
    if upload is None:
        raise Http404
    return upload


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
