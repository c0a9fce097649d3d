"""A person's own account: the page that leads to everything about it."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from essex_portal.accounts import services
from essex_portal.accounts.access import signed_in
from essex_portal.accounts.forms.people import NameForm
from essex_portal.accounts.permissions import current_memberships, holds
from essex_portal.accounts.queries import role_words
from essex_portal.accounts.requests import PersonRequest, posted
from essex_portal.accounts.roles import Permission
from essex_portal.accounts.second_factor import must_have_second_factor


@signed_in
def account(request: PersonRequest) -> HttpResponse:
    kinds = list(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    context = {
        "has_app": Authenticator.Type.TOTP in kinds,
        "passkeys": kinds.count(Authenticator.Type.WEBAUTHN),
        "has_recovery_codes": Authenticator.Type.RECOVERY_CODES in kinds,
        "must_have_second_factor": must_have_second_factor(request.user),
        "sign_ins": UserSession.objects.filter(user=request.user).count(),
        "reads_tracker": holds(request.user, Permission.VIEW_TRACKER),
        "roles": [role_words(membership) for membership in current_memberships(request.user)],
    }
    return render(request, "accounts/account.html", context)


@signed_in
def change_name(request: PersonRequest) -> HttpResponse:
    form = NameForm(posted(request), initial={"name": request.user.name})
    if form.is_valid():
        services.rename_person(user=request.user, name=form.cleaned_data["name"], by=request.user)
        messages.success(request, "Your name is changed.")
        return redirect("accounts:account")
    return render(request, "accounts/change_name.html", {"form": form})
