"""API tokens: the administrator's list of all, and the school's own. A new token is shown once."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django_tables2 import RequestConfig

from essex_portal.accounts import services
from essex_portal.accounts.access import requires, school_acted_for, signed_in, token_for
from essex_portal.accounts.forms.tokens import TokenForm, TokenForPersonForm
from essex_portal.accounts.models import ApiToken
from essex_portal.accounts.permissions import holds
from essex_portal.accounts.queries import tokens as all_tokens
from essex_portal.accounts.queries import tokens_of
from essex_portal.accounts.requests import PersonRequest, posted
from essex_portal.accounts.roles import Permission
from essex_portal.accounts.services import PeopleRefused, allowed_scopes
from essex_portal.accounts.states import Scope
from essex_portal.accounts.tables import AllTokensTable, TokenTable

sure_who_it_is = reauthentication_required(app="allauth.account")
"""A token opens the portal without a password, so whoever makes one has just proved who they are."""


@requires(Permission.MANAGE_TOKENS)
def tokens(request: PersonRequest) -> HttpResponse:
    table = AllTokensTable(all_tokens())
    RequestConfig(request, paginate={"per_page": 50}).configure(table)
    return render(request, "accounts/tokens.html", {"table": table, "new_url": resolve_url("accounts:new_token")})


@requires(Permission.MANAGE_SCHOOL_TOKENS)
def school_tokens(request: PersonRequest) -> HttpResponse:
    school = school_acted_for(request, Permission.MANAGE_SCHOOL_TOKENS)
    table = TokenTable(tokens_of(school))
    RequestConfig(request, paginate={"per_page": 50}).configure(table)
    context = {"table": table, "school": school, "new_url": resolve_url("accounts:new_school_token")}
    return render(request, "accounts/tokens.html", context)


@requires(Permission.MANAGE_TOKENS)
@never_cache
@sure_who_it_is
def new_token(request: PersonRequest) -> HttpResponse:
    form = TokenForPersonForm(posted(request), scopes=list(Scope))
    back_url = resolve_url("accounts:tokens")
    if form.is_valid():
        made = _make(request, form, user=form.cleaned_data["email"], organisation=None)
        if made is not None:
            return _show_once(request, made, back_url)
    return render(request, "accounts/new_token.html", {"form": form, "back_url": back_url})


@requires(Permission.MANAGE_SCHOOL_TOKENS)
@never_cache
@sure_who_it_is
def new_school_token(request: PersonRequest) -> HttpResponse:
    school = school_acted_for(request, Permission.MANAGE_SCHOOL_TOKENS)
    form = TokenForm(posted(request), scopes=allowed_scopes(request.user, school))
    back_url = resolve_url("accounts:school_tokens")
    if form.is_valid():
        made = _make(request, form, user=request.user, organisation=school)
        if made is not None:
            return _show_once(request, made, back_url)
    return render(request, "accounts/new_token.html", {"form": form, "school": school, "back_url": back_url})


@signed_in
def revoke_token(request: PersonRequest, pk: int) -> HttpResponse:
    token = token_for(request.user, pk)
    county = holds(request.user, Permission.MANAGE_TOKENS)
    back_url = resolve_url("accounts:tokens" if county else "accounts:school_tokens")
    errors = []
    if request.method == "POST":
        try:
            services.revoke_token(token=token, by=request.user, now=timezone.now())
        except PeopleRefused as refusal:
            errors = [str(refusal)]
        else:
            messages.success(request, f"The token “{token.name}” no longer works.")
            return redirect(back_url)
    context = {
        "title": "Revoke the token?",
        "text": "Whatever uses it stops working at once. A revoked token cannot be used again.",
        "rows": [{"key": "For", "value": token.name}, {"key": "Begins with", "value": f"{token.prefix}…"}],
        "confirm_text": "Revoke",
        "cancel_url": back_url,
        "warning": True,
        "errors": errors,
    }
    return render(request, "ui/confirm.html", context)


def _make(request: PersonRequest, form: TokenForm, **whose: Any) -> tuple[ApiToken, str] | None:
    """The new token with its secret, or None with the refusal beside its field."""
    try:
        return services.make_token(
            name=form.cleaned_data["name"],
            scopes=form.cleaned_data["scopes"],
            expires_on=form.cleaned_data["expires_on"],
            by=request.user,
            now=timezone.now(),
            **whose,
        )
    except PeopleRefused as refusal:
        form.add_error(refusal.field, str(refusal))
        return None


def _show_once(request: PersonRequest, made: tuple[ApiToken, str], back_url: str) -> HttpResponse:
    token, secret = made
    return render(request, "accounts/token_made.html", {"token": token, "secret": secret, "back_url": back_url})
