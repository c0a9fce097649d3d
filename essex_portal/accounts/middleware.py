"""Holds what each view declares: signed-in by default, the permission it names, and whom one acts for.

Closed by default: a view that declares nothing is refused. The declaration is made by
`accounts.access.public`, `signed_in` or `requires`; allauth's own views are declared in `allauth_routes`.
"""

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect

from essex_portal.accounts.acting_for import chosen_school, must_choose_school, school_booked_for
from essex_portal.accounts.allauth_routes import ALLAUTH_ROUTES, SECOND_FACTOR_SETUP_ROUTES
from essex_portal.accounts.permissions import holds, holds_for_county
from essex_portal.accounts.roles import SCHOOL_PERMISSIONS, Permission
from essex_portal.accounts.second_factor import needs_second_factor, next_second_factor_page
from essex_portal.ui.access import PUBLIC, SIGNED_IN, TOKEN
from essex_portal.ui.errors import signed_out_with_answers

log = logging.getLogger("portal.access")


def declared_access(view_name: str, view: Any) -> str | None:
    """What the view declares: `public`, `signed_in`, a permission's name, or None when it declares nothing."""
    return getattr(view, "access", None) or ALLAUTH_ROUTES.get(view_name)


class AccessMiddleware:
    """Sets `request.acting_for` and `request.booking_for`.

    It lets a request through to its view only as the view's declaration says.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.booking_for = school_booked_for(request)  # type: ignore[attr-defined]
        request.acting_for = request.booking_for or chosen_school(request)  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        view_name = request.resolver_match.view_name if request.resolver_match else ""
        access = declared_access(view_name, view)
        if access is None:
            return _refuse_undeclared(view_name)
        if access == TOKEN:
            return None
        if view_name not in SECOND_FACTOR_SETUP_ROUTES and needs_second_factor(request):
            return _send_to(request, next_second_factor_page(request.user))
        if access == PUBLIC:
            return None
        if not request.user.is_authenticated:
            return _ask_to_sign_in(request)
        if access == SIGNED_IN:
            return None
        return _check_permission(request, Permission(access))


def _refuse_undeclared(view_name: str) -> HttpResponse:
    if settings.PORTAL_MODE == "test":
        raise ImproperlyConfigured(f"The view {view_name!r} does not declare who may open it.")
    log.error("undeclared view refused: %s", view_name)
    raise PermissionDenied


def _check_permission(request: HttpRequest, permission: Permission) -> HttpResponse | None:
    """Another role's page is refused; another organisation's object is the view's 404."""
    if not holds(request.user, permission):
        raise PermissionDenied
    if (
        permission in SCHOOL_PERMISSIONS
        and must_choose_school(request)
        and not holds_for_county(request.user, permission)
    ):
        return _send_to(request, "accounts:acting_for")
    return None


def _ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]
        # A fragment cannot show the sign-in page: the whole page goes there, and comes back to itself.
        page = request.htmx.current_url_abs_path or resolve_url(settings.LOGIN_REDIRECT_URL)  # type: ignore[attr-defined]
        return HttpResponseClientRedirect(redirect_to_login(page).url)
    return signed_out_with_answers(request) or redirect_to_login(_return_address(request))


def _send_to(request: HttpRequest, route: str) -> HttpResponse:
    address = f"{resolve_url(route)}?{urlencode({'next': _return_address(request)})}"
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponseClientRedirect(address)
    return HttpResponseRedirect(address)


def _return_address(request: HttpRequest) -> str:
    """The page asked for; a form that was being sent cannot be returned to, so its sender starts at home."""
    return request.get_full_path() if request.method in {"GET", "HEAD"} else resolve_url(settings.LOGIN_REDIRECT_URL)
