"""The API's reference page, written out of its own OpenAPI description: no script, and nothing to fall out of step."""

import json
import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import escape
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase

from essex_portal.rest.problems import KINDS
from essex_portal.rest.schema_reader import Field, SchemaReader

JSON = "application/json"
PLACES = {"query": "address", "path": "path", "header": "header"}


@dataclass(frozen=True)
class Answer:
    status: int
    words: str


@dataclass(frozen=True)
class Call:
    """One method of one path, as the page shows it."""

    method: str
    path: str
    anchor: str
    summary: str
    paragraphs: list[SafeString]
    access: str
    parameters: list[Field]
    body: list[Field]
    answer: list[Field]
    answers: list[Answer]
    command: str
    example: str


class Reference(DocsBase):
    """Ninja's documentation view, as a page of the portal."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        context = {
            "groups": calls_by_tag(api),
            "problems": KINDS,
            "limit": settings.API_REQUESTS_PER_MINUTE,
            "address": settings.SITE_URL + reverse("api:api-root"),
        }
        return render(request, "rest/reference.html", context)


def calls_by_tag(api: NinjaAPI) -> dict[str, list[Call]]:
    """All calls, in the order of the description."""
    description = api.get_openapi_schema()
    reader = SchemaReader(description["components"]["schemas"])
    groups: dict[str, list[Call]] = {}
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            groups.setdefault(operation["tags"][0], []).append(_call(reader, method.upper(), path, operation))
    return groups


def _call(reader: SchemaReader, method: str, path: str, operation: dict[str, Any]) -> Call:
    sent = _schema(operation.get("requestBody", {}))
    answered = _schema(next(iter(operation["responses"].values())))
    return Call(
        method=method,
        path=path,
        anchor=operation["operationId"],
        summary=operation["summary"],
        paragraphs=[_with_code(paragraph) for paragraph in operation["description"].split("\n\n")],
        access=_access(operation.get("security", [{}])),
        parameters=[_parameter(reader, one) for one in operation["parameters"]],
        body=list(reader.fields(sent)) if sent else [],
        answer=list(reader.fields(answered)) if answered else [],
        answers=[Answer(status, one["description"]) for status, one in operation["responses"].items()],
        command=_command(reader, method, path, operation, sent),
        example=_pretty(reader.example(answered)) if answered else "",
    )


def _with_code(text: str) -> SafeString:
    """What stands between backticks is code."""
    return mark_safe(re.sub(r"`([^`]+)`", r'<span class="portal-code">\1</span>', escape(text)))  # noqa: S308


def _schema(content: dict[str, Any]) -> dict[str, Any] | None:
    return content.get("content", {}).get(JSON, {}).get("schema")


def _access(security: list[dict[str, list[str]]]) -> str:
    if security == [{}]:
        return "No token needed."
    scope = next(scope for way in security for scopes in way.values() for scope in scopes)
    if {} in security:
        return f"No token needed. A token with the scope “{scope}” says more."
    return f"A token with the scope “{scope}”."


def _parameter(reader: SchemaReader, one: dict[str, Any]) -> Field:
    field = reader.field(one["name"], one["schema"], required=one["required"])
    default = one["schema"].get("default")
    words = f"{field.description}. If left out: {default}" if default else field.description
    kind = f"{field.type.removesuffix(', or null')}, in the {PLACES[one['in']]}"
    return Field(field.name, kind, field.required, words)


def _command(reader: SchemaReader, method: str, path: str, operation: dict[str, Any], sent: Any) -> str:
    """A command to paste, with example values filled in."""
    options = [] if method == "GET" else [f"-X {method}"]
    if {} not in operation.get("security", [{}]):
        options.append('-H "Authorization: Bearer $TOKEN"')
    query = {}
    for one in operation["parameters"]:
        value = reader.example(one["schema"])
        if one["in"] == "path":
            path = path.replace(f"{{{one['name']}}}", str(value))
        elif one["in"] == "header":
            options.append(f'-H "{one["name"]}: {value}"')
        elif "examples" in one["schema"]:
            query[one["name"]] = value
    if sent:
        options += [f'-H "Content-Type: {JSON}"', f"-d '{_pretty(reader.example(sent))}'"]
    address = settings.SITE_URL + path + (f"?{urlencode(query)}" if query else "")
    return " \\\n  ".join([f'curl "{address}"', *options])


def _pretty(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
