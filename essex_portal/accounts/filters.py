"""The filters above the administrators' lists; they live in the address."""

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet

from essex_portal.accounts.models import Invitation, User
from essex_portal.accounts.roles import Role
from essex_portal.accounts.states import InvitationState
from essex_portal.audit.models import AuditEvent
from essex_portal.ui.filters import DayFilter, FilterForm
from essex_portal.ui.forms import SearchInput


class PeopleFilter(filters.FilterSet):
    q = filters.CharFilter(method="by_text", label="Name or email address", widget=SearchInput)
    role = filters.ChoiceFilter(method="by_role", label="Role", choices=Role.choices, empty_label="Any role")
    organisation = filters.CharFilter(method="by_organisation", label="Organisation or URN", widget=SearchInput)

    class Meta:
        model = User
        fields: list[str] = []
        form = FilterForm

    def by_text(self, people: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        return people.filter(Q(name__icontains=value) | Q(email__icontains=value))

    def by_role(self, people: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        return people.filter(pk__in=_holders(memberships__role=value))

    def by_organisation(self, people: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        value = value.strip()
        if value.isdecimal() and len(value) <= 6:
            return people.filter(pk__in=_holders(memberships__organisation__school__urn=value))
        return people.filter(pk__in=_holders(memberships__organisation__name__icontains=value))


class InvitationFilter(filters.FilterSet):
    q = filters.CharFilter(method="by_text", label="Email address or organisation", widget=SearchInput)
    state_now = filters.ChoiceFilter(label="State", choices=InvitationState.choices, empty_label="Any state")

    class Meta:
        model = Invitation
        fields: list[str] = []
        form = FilterForm

    def by_text(self, invitations: QuerySet[Invitation], name: str, value: str) -> QuerySet[Invitation]:
        return invitations.filter(Q(email__icontains=value) | Q(organisation__name__icontains=value))


class AuditFilter(filters.FilterSet):
    q = filters.CharFilter(method="by_text", label="Who, what or request", widget=SearchInput)
    event = filters.ChoiceFilter(label="Event", empty_label="Any event")
    since = DayFilter(field_name="at__date", lookup_expr="gte", label="From")
    until = DayFilter(field_name="at__date", lookup_expr="lte", label="To")

    class Meta:
        model = AuditEvent
        fields: list[str] = []
        form = FilterForm

    def __init__(self, *args: Any, events: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["event"].extra["choices"] = [(event, event_words(event)) for event in events]

    def by_text(self, events: QuerySet[AuditEvent], name: str, value: str) -> QuerySet[AuditEvent]:
        in_labels = Q(actor_label__icontains=value) | Q(target_label__icontains=value)
        return events.filter(in_labels | Q(request_id=value))


def event_words(event: str) -> str:
    """`membership.ended` → `Membership ended`."""
    return event.replace(".", " ").replace("_", " ").capitalize()


def _holders(**conditions: Any) -> QuerySet[User, int]:
    """Ids of the people with one current membership that meets all conditions."""
    return User.objects.filter(memberships__ended_at__isnull=True, **conditions).values_list("pk", flat=True)
