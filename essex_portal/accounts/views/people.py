"""The administrator's pages: everyone, one person, all invitations."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django_tables2 import RequestConfig

from essex_portal.accounts.access import person_for, requires
from essex_portal.accounts.filters import InvitationFilter, PeopleFilter
from essex_portal.accounts.forms.people import InviteForm
from essex_portal.accounts.queries import invitations as all_invitations
from essex_portal.accounts.queries import people as everyone
from essex_portal.accounts.requests import PersonRequest, posted
from essex_portal.accounts.roles import Permission
from essex_portal.accounts.tables import AllInvitationsTable, PeopleTable
from essex_portal.accounts.views.invitations import invited

PER_PAGE = {"per_page": 50}


@requires(Permission.MANAGE_PEOPLE)
def people(request: PersonRequest) -> HttpResponse:
    found = PeopleFilter(request.GET, queryset=everyone())
    table = PeopleTable(found.qs)
    RequestConfig(request, paginate=PER_PAGE).configure(table)
    return render(request, "accounts/people.html", {"table": table, "filter_form": found.form})


@requires(Permission.MANAGE_PEOPLE)
def person(request: PersonRequest, pk: int) -> HttpResponse:
    """One person: their roles now and before, their API tokens."""
    someone = person_for(request.user, pk)
    memberships = someone.memberships.select_related("organisation", "ended_by").order_by("ended_at", "created_at")
    context = {
        "person": someone,
        "current": [one for one in memberships if one.ended_at is None],
        "ended": [one for one in memberships if one.ended_at is not None],
    }
    return render(request, "accounts/person.html", context)


@requires(Permission.MANAGE_PEOPLE)
def invitations(request: PersonRequest) -> HttpResponse:
    found = InvitationFilter(request.GET, queryset=all_invitations(timezone.now()))
    table = AllInvitationsTable(found.qs)
    RequestConfig(request, paginate=PER_PAGE).configure(table)
    return render(request, "accounts/invitations.html", {"table": table, "filter_form": found.form})


@requires(Permission.MANAGE_PEOPLE)
def invite(request: PersonRequest) -> HttpResponse:
    form = InviteForm(posted(request))
    if form.is_valid() and invited(request, form, form.cleaned_data["organisation"]):
        return redirect("accounts:invitations")
    return render(request, "accounts/invite.html", {"form": form})
