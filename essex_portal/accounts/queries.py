"""Reads about people, invitations, tokens and the audit trail."""

from datetime import datetime

from django.db.models import Case, CharField, Prefetch, Q, QuerySet, Value, When

from essex_portal.accounts.models import ApiToken, Invitation, Membership, User
from essex_portal.accounts.roles import Role
from essex_portal.accounts.states import InvitationState
from essex_portal.audit.models import AuditEvent
from essex_portal.organisations.models import Organisation
from essex_portal.organisations.states import OrganisationKind


def people() -> QuerySet[User]:
    """Everyone with an account, their current memberships with them as `current`. Two queries a page."""
    current = Membership.objects.filter(ended_at__isnull=True).select_related("organisation")
    return User.objects.prefetch_related(Prefetch("memberships", queryset=current, to_attr="current"))


def people_of(school: Organisation) -> QuerySet[Membership]:
    """Who belongs to the school now. One query."""
    memberships = school.memberships.filter(ended_at__isnull=True, user__is_active=True)
    return memberships.select_related("user", "organisation").order_by("role", "user__name", "user__email")


def invitations(now: datetime) -> QuerySet[Invitation]:
    """All invitations with their `state_now`, the newest first. One query."""
    state = Case(
        When(accepted_at__isnull=False, then=Value(InvitationState.ACCEPTED)),
        When(withdrawn_at__isnull=False, then=Value(InvitationState.WITHDRAWN)),
        When(expires_at__gt=now, then=Value(InvitationState.OPEN)),
        default=Value(InvitationState.EXPIRED),
        output_field=CharField(),
    )
    return Invitation.objects.select_related("organisation", "invited_by").annotate(state_now=state)


def pending_invitations_to(school: Organisation, now: datetime) -> QuerySet[Invitation]:
    """The school's invitations that wait for an answer or have expired. One query."""
    return invitations(now).filter(organisation=school, accepted_at__isnull=True, withdrawn_at__isnull=True)


def tokens() -> QuerySet[ApiToken]:
    """All API tokens, the newest first. One query."""
    return ApiToken.objects.select_related("user", "organisation", "created_by")


def tokens_of(school: Organisation) -> QuerySet[ApiToken]:
    """The school's own API tokens, the newest first. One query."""
    return tokens().filter(organisation=school)


def organisations_named(text: str, kind: OrganisationKind, *, limit: int) -> list[Organisation]:
    """The school with that URN; else open organisations of the kind with that name, or whose words begin so.

    At most `limit`, by name. One or two queries.
    """
    text = text.strip()
    if not text:
        return []
    is_school = kind == OrganisationKind.SCHOOL
    if is_school and text.isdecimal():
        return list(Organisation.objects.schools().filter(school__urn=text)) if len(text) <= 6 else []
    of_kind = Organisation.objects.open_schools() if is_school else Organisation.objects.filter(kind=kind)
    words = Q()
    for word in text.split():
        words &= Q(name__istartswith=word) | Q(name__icontains=f" {word}")
    return list(of_kind.filter(name__iexact=text)[:limit]) or list(of_kind.filter(words)[:limit])


def kinds_of_event() -> list[str]:
    """The kinds that occur in the audit trail, sorted. One query."""
    return list(AuditEvent.objects.order_by("event").values_list("event", flat=True).distinct())


def role_words(membership: Membership) -> str:
    """`Headteacher, Alresford Primary School`; county roles without the council's name."""
    label = Role(membership.role).label
    for_county = membership.organisation.kind == OrganisationKind.COUNCIL_TEAM
    return label if for_county else f"{label}, {membership.organisation}"
