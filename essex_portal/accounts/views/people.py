"""The administrator's pages: everyone, one person, all invitations."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django_tables2 import RequestConfig

from essex_portal.accounts import services
from essex_portal.accounts.access import person_for, requires
from essex_portal.accounts.filters import InvitationFilter, PeopleFilter
from essex_portal.accounts.forms.people import InviteForm
from essex_portal.accounts.queries import invitations as all_invitations
from essex_portal.accounts.queries import people as everyone
from essex_portal.accounts.requests import PersonRequest, posted
from essex_portal.accounts.roles import Permission, Role
from essex_portal.accounts.services import PeopleRefused
from essex_portal.accounts.tables import AllInvitationsTable, PeopleTable

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
    if form.is_valid():
        try:
            invitation = services.invite(
                email=form.cleaned_data["email"],
                name=form.cleaned_data["name"],
                role=Role(form.cleaned_data["role"]),
                organisation=form.cleaned_data["organisation"],
                by=request.user,
                now=timezone.now(),
            )
        except PeopleRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, f"The invitation to {invitation.email} is on its way.")
            return redirect("accounts:invitations")
    return render(request, "accounts/invite.html", {"form": form})
