"""The headteacher's pages: who belongs to the school, and who is invited."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from essex_portal.accounts.access import requires, school_acted_for
from essex_portal.accounts.forms.people import InviteColleagueForm
from essex_portal.accounts.queries import pending_invitations_to, people_of
from essex_portal.accounts.requests import PersonRequest, posted
from essex_portal.accounts.roles import Permission
from essex_portal.accounts.tables import InvitationTable, SchoolPeopleTable
from essex_portal.accounts.views.invitations import invited


@requires(Permission.MANAGE_SCHOOL_PEOPLE)
def school_people(request: PersonRequest) -> HttpResponse:
    school = school_acted_for(request, Permission.MANAGE_SCHOOL_PEOPLE)
    context = {
        "school": school,
        "people": SchoolPeopleTable(people_of(school), prefix="people-"),
        "invitations": InvitationTable(pending_invitations_to(school, timezone.now()), prefix="invitations-"),
    }
    return render(request, "accounts/school_people.html", context)


@requires(Permission.MANAGE_SCHOOL_PEOPLE)
def invite_colleague(request: PersonRequest) -> HttpResponse:
    school = school_acted_for(request, Permission.MANAGE_SCHOOL_PEOPLE)
    form = InviteColleagueForm(posted(request))
    if form.is_valid() and invited(request, form, school):
        return redirect("accounts:school_people")
    return render(request, "accounts/invite_colleague.html", {"form": form, "school": school})
