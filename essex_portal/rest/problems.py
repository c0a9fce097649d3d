"""Errors as problem details (RFC 9457): each kind has a name, a status and a place in the API reference."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import reverse

CONTENT_TYPE = "application/problem+json"


@dataclass(frozen=True)
class Kind:
    """A kind of problem. `detail` is what is said when the call itself has nothing better to say."""

    slug: str
    status: int
    title: str
    detail: str


BAD_REQUEST = Kind("bad-request", 400, "Request not understood", "The request is not valid JSON, or not valid HTTP.")
KEY_MISSING = Kind(
    "idempotency-key-missing",
    400,
    "Idempotency-Key missing",
    "Send an Idempotency-Key header of 1 to 64 letters, digits, hyphens or underscores: a new one for each new "
    "request, the same one when you repeat a request.",
)
TOKEN_MISSING = Kind("token-missing", 401, "Token missing", "Send your token in the header “Authorization: Bearer …”.")
TOKEN_REFUSED = Kind(
    "token-refused", 401, "Token not valid", "This token is unknown, has been revoked or has expired. Make a new one."
)
SCOPE_MISSING = Kind("scope-missing", 403, "Scope missing", "This token was not made for this call.")
FORBIDDEN = Kind("forbidden", 403, "Not allowed", "The person whose token this is may not do this.")
NOT_FOUND = Kind("not-found", 404, "Not found", "There is nothing at this address that your token may see.")
METHOD = Kind("method-not-allowed", 405, "Method not allowed", "This address does not take this method.")
SESSION_FULL = Kind(
    "session-full", 409, "Session full", "Fewer places are left than you asked for. Nothing was booked."
)
NOT_READY = Kind("not-ready", 409, "Not ready yet", "The document is still being made. Ask again in a few seconds.")
TOO_LARGE = Kind("too-large", 413, "Request too large", "The request is larger than the portal takes.")
INVALID = Kind("invalid", 422, "Request not valid", "Some of the request is not valid. Nothing was changed.")
KEY_REUSED = Kind(
    "idempotency-key-reused",
    422,
    "Idempotency-Key used before",
    "This Idempotency-Key came before with another request. The first one stands; send a new key for a new request.",
)
TOO_MANY = Kind("too-many-requests", 429, "Too many requests", "Wait as long as Retry-After says, then go on.")
SERVER_ERROR = Kind(
    "server-error",
    500,
    "Something went wrong on our side",
    "Try again later. If it goes on, tell us the request id. With the same Idempotency-Key, nothing happens twice.",
)
UNAVAILABLE = Kind("unavailable", 503, "Not available at the moment", "Try again in a few minutes.")

KINDS = (
    BAD_REQUEST, KEY_MISSING, TOKEN_MISSING, TOKEN_REFUSED, SCOPE_MISSING, FORBIDDEN, NOT_FOUND, METHOD,
    SESSION_FULL, NOT_READY, TOO_LARGE, INVALID, KEY_REUSED, TOO_MANY, SERVER_ERROR, UNAVAILABLE,
)  # fmt: skip
"""All kinds, as the reference page lists them. The first of a status is the one used where nothing is known."""


@dataclass(frozen=True)
class FieldError:
    """What is wrong with one part of the request: `lines[0].attendees[1].name`, a parameter's or a header's name."""

    field: str
    message: str


@dataclass
class Problem(Exception):
    """Raised in a call to answer with a problem. `extra` are further members, such as `places_left`."""

    kind: Kind
    detail: str = ""
    errors: Sequence[FieldError] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


def kind_of_status(status: int) -> Kind:
    """The general kind for an HTTP status from 400 on."""
    exact = next((kind for kind in KINDS if kind.status == status), None)
    return exact or (SERVER_ERROR if status >= 500 else BAD_REQUEST)


def problem_response(request: HttpRequest, problem: Problem, *, status: int | None = None) -> JsonResponse:
    """The answer for a problem, with the request id to quote to us. `status` where it is not its kind's usual one."""
    kind = problem.kind
    body = {
        "type": f"{reverse('api:openapi-view')}#problem-{kind.slug}",
        "title": kind.title,
        "status": status or kind.status,
        "detail": problem.detail or kind.detail,
        "request_id": getattr(request, "id", ""),
        **problem.extra,
    }
    if problem.errors:
        body["errors"] = [{"field": error.field, "message": error.message} for error in problem.errors]
    return JsonResponse(
        body, status=body["status"], content_type=CONTENT_TYPE, headers=dict(problem.headers), json_dumps_params=_PLAIN
    )


_PLAIN = {"ensure_ascii": False}
