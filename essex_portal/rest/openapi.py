"""The API as a whole: Ninja's, with problems for errors, scopes in its description and every route declared."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import re_path
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.parser import Parser
from ninja.renderers import JSONRenderer

from essex_portal.rest import handlers
from essex_portal.rest.limits import MinuteLimit
from essex_portal.rest.problems import CONTENT_TYPE, NOT_FOUND, Problem, problem_response
from essex_portal.rest.reference import Reference
from essex_portal.rest.schemas import ProblemDetails
from essex_portal.ui.access import PUBLIC, TOKEN, declare

ANY_CALL = (422, 429, 500)
"""What any call may answer besides what it says itself: its input is checked, it is limited, it may break."""


def problems(*statuses: int) -> dict[int, type[ProblemDetails]]:
    """For `response={200: …, **problems(404)}`: these errors, and those of any call."""
    return dict.fromkeys(sorted({*statuses, *ANY_CALL}), ProblemDetails)


class PortalAPI(NinjaAPI):
    """Mounted once, in `essex_portal.api`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            urls_namespace="api",
            docs=Reference(),
            docs_url="/docs",
            parser=BlankIsNothing(),
            renderer=Utf8Json(),
            throttle=[MinuteLimit()],
            **options,
        )
        handlers.install(self)

    @property
    def urls(self) -> tuple[list[Any], str, str]:
        """Each route declares who may open it: the two that describe the API are pages, the rest are calls."""
        routes, app_name, namespace = super().urls
        patterns: list[Any] = list(routes)
        for pattern in patterns:
            declare(pattern.callback, PUBLIC if pattern.name in {"openapi-json", "openapi-view"} else TOKEN)
        return [*patterns, re_path("", declare(unknown_address, TOKEN))], app_name, namespace

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        return self._description

    @cached_property
    def _description(self) -> OpenAPISchema:
        return Description(api=self, path_prefix=self.get_root_path({}))


@csrf_exempt
def unknown_address(request: HttpRequest) -> HttpResponse:
    """Anything else below the API's address."""
    return problem_response(request, Problem(NOT_FOUND))


class BlankIsNothing(Parser):
    """`?q=&la=881` asks for the same as `?la=881`."""

    def parse_querydict(self, data: Any, list_fields: Sequence[str], request: Any) -> dict[str, Any]:
        values = super().parse_querydict(data, list(list_fields), request)
        return {name: value for name, value in values.items() if value != ""}


class Utf8Json(JSONRenderer):
    """“£55” stays readable."""

    json_dumps_params = {"ensure_ascii": False}


class Description(OpenAPISchema):
    """OpenAPI with the content type of problems, and the scope that a call asks of its token."""

    def operation_parameters(self, operation: Operation) -> list[dict[str, Any]]:
        """Ninja repeats a schema's list of examples beside it, where OpenAPI wants an object."""
        parameters = super().operation_parameters(operation)
        return [{key: value for key, value in one.items() if key != "examples"} for one in parameters]

    def responses(self, operation: Operation) -> dict[int, dict[str, Any]]:
        answers = super().responses(operation)
        for status, answer in answers.items():
            if status >= 400:
                answer["content"] = {CONTENT_TYPE: answer["content"]["application/json"]}
        return answers

    def operation_security(self, operation: Operation) -> list[dict[str, Any]] | None:
        super().operation_security(operation)  # names the security scheme
        tokens: list[Any] = list(operation.auth_callbacks)
        ways: list[dict[str, Any]] = [{type(token).__name__: [token.scope]} for token in tokens]
        if not all(token.required for token in tokens):
            ways.insert(0, {})
        return ways or None
