"""Turns what Ninja and Django raise inside a call into problem details."""

import logging
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from essex_portal.rest import problems
from essex_portal.rest.problems import FieldError, Problem, kind_of_status, problem_response

log = logging.getLogger("portal.api")

PLAIN_WORDS = {
    "missing": "This is missing.",
    "extra_forbidden": "There is no such field.",
    "model_attributes_type": "This must be an object.",
    "model_type": "This must be an object.",
    "dict_type": "This must be an object.",
    "list_type": "This must be a list.",
    "int_parsing": "This must be a whole number.",
    "int_type": "This must be a whole number.",
    "int_from_float": "This must be a whole number.",
    "string_type": "This must be text.",
    "string_too_short": "This must not be empty.",
    "bool_parsing": "This must be true or false.",
    "bool_type": "This must be true or false.",
    "date_from_datetime_parsing": "This must be a date, such as 2022-04-01.",
    "date_parsing": "This must be a date, such as 2022-04-01.",
    "date_type": "This must be a date, such as 2022-04-01.",
}


def install(api: NinjaAPI) -> None:
    """Answer every error of this API with a problem."""
    api.add_exception_handler(Problem, known)
    api.add_exception_handler(AuthenticationError, unauthorised)
    api.add_exception_handler(ValidationError, invalid)
    api.add_exception_handler(Throttled, lambda request, _: answer(request, problems.TOO_MANY))
    api.add_exception_handler(Http404, lambda request, _: answer(request, problems.NOT_FOUND))
    api.add_exception_handler(PermissionDenied, forbidden)
    api.add_exception_handler(HttpError, http_error)
    api.add_exception_handler(RequestDataTooBig, lambda request, _: answer(request, problems.TOO_LARGE))
    api.add_exception_handler(OperationalError, unavailable)
    api.add_exception_handler(Exception, failed)


def known(request: HttpRequest, error: Any) -> HttpResponse:
    return problem_response(request, error)


def http_error(request: HttpRequest, error: Any) -> HttpResponse:
    return answer(request, kind_of_status(error.status_code))


def answer(request: HttpRequest, kind: problems.Kind) -> HttpResponse:
    return problem_response(request, Problem(kind))


def unauthorised(request: HttpRequest, error: Any) -> HttpResponse:
    """401 with the challenge that RFC 6750 asks for."""
    sent = "Authorization" in request.headers
    challenge = 'Bearer realm="Essex Education Portal"' + (', error="invalid_token"' if sent else "")
    kind = problems.TOKEN_REFUSED if sent else problems.TOKEN_MISSING
    return problem_response(request, Problem(kind, headers={"WWW-Authenticate": challenge}))


def forbidden(request: HttpRequest, error: Any) -> HttpResponse:
    return problem_response(request, Problem(problems.FORBIDDEN, str(error)))


def invalid(request: HttpRequest, error: Any) -> HttpResponse:
    """422 that names each field at fault as the caller wrote it; 400 for the one header that calls ask for."""
    if any(one["loc"][0] == "header" for one in error.errors):
        return answer(request, problems.KEY_MISSING)
    errors = [FieldError(field_name(one["loc"]), words_of(one)) for one in error.errors]
    return problem_response(request, Problem(problems.INVALID, errors=errors))


def unavailable(request: HttpRequest, error: Any) -> HttpResponse:
    """The database does not answer."""
    log.error("database does not answer: %s", type(error).__name__, exc_info=error, extra={"path": request.path})
    return answer(request, problems.UNAVAILABLE)


def failed(request: HttpRequest, error: Any) -> HttpResponse:
    """A mistake of ours: in the log with its trace, in the answer without."""
    log.error("call failed: %s", type(error).__name__, exc_info=error, extra={"path": request.path})
    return answer(request, problems.SERVER_ERROR)


def field_name(location: tuple[Any, ...]) -> str:
    """Pydantic's location in the caller's words: `("body", "wanted", "lines", 0, "staff")` is `lines[0].staff`.

    After `body` Ninja puts the name of our own argument, which the caller knows nothing of.
    """
    source, *path = location
    name = ""
    for step in path[1:] if source == "body" else path:
        name += f"[{step}]" if isinstance(step, int) else f".{step}" if name else str(step)
    return name or str(source)


def words_of(error: dict[str, Any]) -> str:
    """The message for one field: in plain words where we have them, in Pydantic's otherwise."""
    return PLAIN_WORDS.get(error["type"]) or str(error["msg"]).removeprefix("Value error, ")
