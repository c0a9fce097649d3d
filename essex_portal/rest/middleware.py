"""The last word under /api/: whatever failed before or outside a call is answered as a problem too."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from essex_portal.rest.problems import CONTENT_TYPE, Problem, kind_of_status, problem_response

PREFIX = "/api/"
KEPT_HEADERS = ("Allow", "Retry-After")


class ProblemMiddleware:
    """An unknown address, a wrong method, a refused host or a dead database reads the same as any other problem.

    Answers to a token are the caller's own, so no cache may keep them.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path_info.startswith(PREFIX):
            return response
        if response.status_code >= 400 and response["Content-Type"] != CONTENT_TYPE:
            response = _as_problem(request, response)
        if "Authorization" in request.headers:
            response["Cache-Control"] = "no-store"
        return response


def _as_problem(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    headers = {name: response[name] for name in KEPT_HEADERS if name in response}
    problem = Problem(kind_of_status(response.status_code), headers=headers)
    return problem_response(request, problem, status=response.status_code)
