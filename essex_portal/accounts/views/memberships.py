"""Changing and ending a role, for whoever may manage it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone

from essex_portal.accounts import services
from essex_portal.accounts.access import membership_for, signed_in
from essex_portal.accounts.forms.people import ChangeRoleForm, ReasonForm
from essex_portal.accounts.models import Membership
from essex_portal.accounts.permissions import forget_memberships, holds
from essex_portal.accounts.queries import role_words
from essex_portal.accounts.requests import PersonRequest, posted
from essex_portal.accounts.roles import Permission, Role
from essex_portal.accounts.services import PeopleRefused


@signed_in
def end_membership(request: PersonRequest, pk: int) -> HttpResponse:
    membership = membership_for(request.user, pk)
    form = ReasonForm(posted(request))
    if form.is_valid():
        try:
            services.end_membership(
                membership=membership, by=request.user, now=timezone.now(), reason=form.cleaned_data["reason"]
            )
        except PeopleRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{membership.user} is no longer {role_words(membership)}.")
            return redirect(back_to(request, membership))
    context = {
        "form": form,
        "title": f"Remove {membership.user}?",
        "text": "They lose access with their next click. What they booked or wrote stays.",
        "rows": [
            {"key": "Person", "value": f"{membership.user}\n{membership.user.email}"},
            {"key": "Role", "value": role_words(membership)},
        ],
        "confirm_text": "Remove",
        "cancel_url": back_to(request, membership),
        "warning": True,
    }
    return render(request, "ui/confirm.html", context)


@signed_in
def change_role(request: PersonRequest, pk: int) -> HttpResponse:
    membership = membership_for(request.user, pk)
    form = ChangeRoleForm(posted(request), current=membership.role)
    if form.is_valid():
        try:
            changed = services.change_role(
                membership=membership, role=Role(form.cleaned_data["role"]), by=request.user, now=timezone.now()
            )
        except PeopleRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, f"{changed.user} is now {role_words(changed)}.")
            return redirect(back_to(request, membership))
    context = {"form": form, "membership": membership, "back_url": back_to(request, membership)}
    return render(request, "accounts/change_role.html", context)


def back_to(request: PersonRequest, membership: Membership) -> str:
    """The page that the person came from: an administrator's page of the person, or the school's people.

    After giving up their own role it may be theirs no longer; then home.
    """
    forget_memberships(request.user)
    if holds(request.user, Permission.MANAGE_PEOPLE):
        return resolve_url("accounts:person", pk=membership.user_id)
    if holds(request.user, Permission.MANAGE_SCHOOL_PEOPLE):
        return resolve_url("accounts:school_people")
    return resolve_url("home:start")
