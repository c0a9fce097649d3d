"""Who calls the API: the person of a personal token, within the token's scopes and schools. Sessions do not count."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from essex_portal.accounts.models import ApiToken, User
from essex_portal.accounts.permissions import holds, holds_for_county, organisations_with
from essex_portal.accounts.roles import Permission
from essex_portal.accounts.services import user_of_token
from essex_portal.organisations.models import Organisation
from essex_portal.rest.problems import SCOPE_MISSING, Problem


@dataclass(frozen=True)
class Caller:
    """What a token allows: what its person may do, and for a school's own token only there."""

    token: ApiToken

    def __str__(self) -> str:
        return f"token {self.token.pk}"

    @property
    def user(self) -> User:
        return self.token.user

    def may(self, permission: Permission, school: Organisation) -> bool:
        """Whether the caller holds the permission on the school."""
        return self.token.organisation_id in (None, school.pk) and holds(self.user, permission, school)

    def may_for_county(self, permission: Permission) -> bool:
        """Whether the caller holds the permission on every school."""
        return self.token.organisation_id is None and holds_for_county(self.user, permission)

    def schools(self, permission: Permission) -> QuerySet[Organisation]:
        """The schools that the caller holds the permission on."""
        schools = organisations_with(self.user, permission)
        return schools.filter(pk=self.token.organisation_id) if self.token.organisation_id else schools

    def school(self, permission: Permission, urn: int) -> Organisation:
        """The school, when the caller holds the permission on it. Raises Http404 otherwise."""
        found = self.schools(permission).filter(school__urn=urn).select_related("school").first()
        if found is None:
            raise Http404
        return found


class PersonalToken(HttpBearer):
    """For `auth=`: a token with this scope. Where a token is optional, one that is sent must still be good."""

    openapi_description = "A personal token, made on the portal’s page “API tokens” and shown once."

    def __init__(self, scope: str, *, required: bool = True) -> None:
        self.scope, self.required = scope, required
        super().__init__()

    def __call__(self, request: HttpRequest) -> Any:
        if not self.required and "Authorization" not in request.headers:
            return NOBODY
        return super().__call__(request)

    def authenticate(self, request: HttpRequest, token: str) -> "Caller | Nobody | None":
        found = user_of_token(token, timezone.now())
        if found is None:
            return None
        if self.scope in found.scopes:
            return Caller(found)
        if self.required:
            raise _scope_missing(self.scope)
        return NOBODY


def caller_of(request: HttpRequest) -> Caller:
    """The caller of a call that asks for a token."""
    return request.auth  # type: ignore[attr-defined]


class Nobody:
    """The caller where a token is optional and none with the scope was sent."""

    def __str__(self) -> str:
        return ""

    def may(self, permission: Permission, school: Organisation) -> bool:
        return False


NOBODY = Nobody()


def _scope_missing(scope: str) -> Problem:
    return Problem(
        SCOPE_MISSING,
        f"This call needs a token with the scope “{scope}”. Make one that has it.",
        headers={"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{scope}"'},
    )
