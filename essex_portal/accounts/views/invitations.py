"""Sending, renewing and withdrawing an invitation, and the page that its link opens."""

from http import HTTPStatus

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from essex_portal.accounts import services
from essex_portal.accounts.access import invitation_for, public, signed_in
from essex_portal.accounts.forms.people import AcceptInvitationForm, PersonFields
from essex_portal.accounts.models import Invitation
from essex_portal.accounts.permissions import holds
from essex_portal.accounts.requests import PersonRequest, posted
from essex_portal.accounts.roles import Permission, Role
from essex_portal.accounts.services import InvitationNotUsable, PeopleRefused
from essex_portal.organisations.models import Organisation
from essex_portal.ui.words import date_words


def invited(request: PersonRequest, form: PersonFields, organisation: Organisation) -> bool:
    """Invite whom the form names, and say so; False with the refusal beside its field."""
    try:
        invitation = services.invite(
            email=form.cleaned_data["email"],
            name=form.cleaned_data["name"],
            role=Role(form.cleaned_data["role"]),
            organisation=organisation,
            by=request.user,
            now=timezone.now(),
        )
    except PeopleRefused as refusal:
        form.add_error(refusal.field, str(refusal))
        return False
    messages.success(request, f"The invitation to {invitation.email} is on its way.")
    return True


@signed_in
def renew_invitation(request: PersonRequest, pk: int) -> HttpResponse:
    invitation = invitation_for(request.user, pk)
    errors = []
    if request.method == "POST":
        try:
            services.renew_invitation(invitation=invitation, by=request.user, now=timezone.now())
        except PeopleRefused as refusal:
            errors = [str(refusal)]
        else:
            messages.success(request, f"A new link is on its way to {invitation.email}.")
            return redirect(_list_of(request))
    context = _confirmation(request, invitation) | {
        "title": "Send the invitation again?",
        "text": "The link sent before stops working. The new one lasts 14 days.",
        "confirm_text": "Send a new link",
        "errors": errors,
    }
    return render(request, "ui/confirm.html", context)


@signed_in
def withdraw_invitation(request: PersonRequest, pk: int) -> HttpResponse:
    invitation = invitation_for(request.user, pk)
    errors = []
    if request.method == "POST":
        try:
            services.withdraw_invitation(invitation=invitation, by=request.user, now=timezone.now())
        except PeopleRefused as refusal:
            errors = [str(refusal)]
        else:
            messages.success(request, f"The invitation for {invitation.email} is withdrawn.")
            return redirect(_list_of(request))
    context = _confirmation(request, invitation) | {
        "title": "Withdraw the invitation?",
        "text": "The link in the email stops working at once.",
        "confirm_text": "Withdraw",
        "warning": True,
        "errors": errors,
    }
    return render(request, "ui/confirm.html", context)


@public
@never_cache
@sensitive_post_parameters("password")
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What the link in the e-mail opens: join as the person signed in, sign in first, or make an account."""
    try:
        found = services.invitation_of(token, timezone.now())
        if request.user.is_authenticated:
            return _join(request, found, token)
        if services.person_with(found.email) is not None:
            return render(request, "accounts/invitation_sign_in.html", {"invitation": found})
        return _join_as_new_person(request, found, token)
    except InvitationNotUsable as refusal:
        status = HTTPStatus.GONE if refusal.invitation else HTTPStatus.NOT_FOUND
        return render(request, "accounts/invitation_not_usable.html", {"refusal": refusal}, status=status)


def _join(request: HttpRequest, found: Invitation, token: str) -> HttpResponse:
    if request.user.email.lower() != found.email.lower() and request.method != "POST":  # type: ignore[union-attr]
        return render(request, "accounts/invitation_someone_else.html", {"invitation": found})
    errors = []
    if request.method == "POST":
        try:
            services.accept_invitation(secret=token, by=request.user, now=timezone.now())  # type: ignore[arg-type]
        except InvitationNotUsable:
            raise
        except PeopleRefused as refusal:
            errors = [str(refusal)]
        else:
            messages.success(request, _welcome(found))
            return redirect("home:start")
    return render(request, "accounts/invitation.html", {"invitation": found, "errors": errors})


def _join_as_new_person(request: HttpRequest, found: Invitation, token: str) -> HttpResponse:
    form = AcceptInvitationForm(posted(request), email=found.email, initial={"name": found.name})
    if form.is_valid():
        try:
            membership = services.accept_invitation_as_new_person(secret=token, now=timezone.now(), **form.cleaned_data)
        except InvitationNotUsable:
            raise
        except PeopleRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _welcome(found))
            login = Login(user=membership.user, email=membership.user.email)
            return perform_password_login(request, {"email": membership.user.email}, login)
    return render(request, "accounts/invitation.html", {"invitation": found, "form": form})


def _welcome(invitation: Invitation) -> str:
    return f"Welcome. You have joined {invitation.organisation} as {Role(invitation.role).label.lower()}."


def _confirmation(request: PersonRequest, invitation: Invitation) -> dict[str, object]:
    return {
        "cancel_url": _list_of(request),
        "rows": [
            {"key": "Email address", "value": invitation.email},
            {"key": "Role", "value": f"{Role(invitation.role).label}, {invitation.organisation}"},
            {"key": "Expires", "value": date_words(invitation.expires_at)},
        ],
    }


def _list_of(request: PersonRequest) -> str:
    county = holds(request.user, Permission.MANAGE_PEOPLE)
    return resolve_url("accounts:invitations" if county else "accounts:school_people")
