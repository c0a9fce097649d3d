"""Default is closed: every route of the project says who may open it, and nothing is declared that is not there."""

from collections.abc import Iterator

import pytest
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from essex_portal.accounts.allauth_routes import ALLAUTH_ROUTES, SECOND_FACTOR_SETUP_ROUTES
from essex_portal.accounts.middleware import AccessMiddleware, declared_access
from essex_portal.accounts.roles import PERMISSIONS, Permission
from essex_portal.ui.access import PUBLIC, SIGNED_IN, TOKEN

KNOWN = {PUBLIC, SIGNED_IN, TOKEN, *(permission.value for permission in Permission)}


def routes(resolver: URLResolver, namespace: str = "", prefix: str = "") -> Iterator[tuple[str, str, object]]:
    """Every route under the resolver: its view name, its pattern and its view."""
    for entry in resolver.url_patterns:
        pattern = f"{prefix}{entry.pattern}"
        if isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}", pattern, entry.callback
        else:
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from routes(entry, inner, pattern)


ALL = list(routes(get_resolver()))


@pytest.mark.parametrize(("name", "pattern", "view"), ALL, ids=[pattern for _, pattern, _ in ALL])
def test_every_route_declares_who_may_open_it(name: str, pattern: str, view: object) -> None:
    assert declared_access(name, view) in KNOWN, (
        f"{pattern} ({name}) declares nothing: mark its view with accounts.access.public, signed_in or requires(…)"
    )


def test_the_table_of_allauth_names_no_route_that_is_gone() -> None:
    names = {name for name, _, _ in ALL}
    assert set(ALLAUTH_ROUTES) <= names
    assert set(SECOND_FACTOR_SETUP_ROUTES) <= names


def test_the_table_declares_only_what_cannot_declare_itself() -> None:
    ours = {name for name, _, view in ALL if view.__module__.startswith("essex_portal.")}  # type: ignore[attr-defined]
    overlap = ours & set(ALLAUTH_ROUTES)
    assert overlap == {"mfa_activate_totp", "mfa_add_webauthn", "mfa_remove_webauthn"}


def test_every_permission_belongs_to_a_role() -> None:
    assert set(Permission) == set().union(*PERMISSIONS.values())


def test_an_undeclared_view_is_refused(settings) -> None:
    """Loudly in tests, as 403 elsewhere."""
    middleware = AccessMiddleware(lambda request: HttpResponse())
    request = RequestFactory().get("/")
    with pytest.raises(ImproperlyConfigured, match="does not declare"):
        middleware.process_view(request, lambda request: HttpResponse(), (), {})
    settings.PORTAL_MODE = "production"
    with pytest.raises(PermissionDenied):
        middleware.process_view(request, lambda request: HttpResponse(), (), {})
