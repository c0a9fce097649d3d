"""Error pages in the portal's look: what happened, what was kept, what to do next, and a reference."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.csrf import requires_csrf_token


def handler400(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(render_to_string("400.html", _reference(request)), status=400)


@requires_csrf_token
def handler403(request: HttpRequest, exception: Exception) -> HttpResponse:
    """`PermissionDenied("…")` may say in its own words why."""
    return render(request, "403.html", _reference(request) | {"explanation": str(exception)}, status=403)


@requires_csrf_token
def handler404(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The same for what does not exist and for what belongs to others."""
    return render(request, "404.html", _reference(request), status=404)


def handler500(request: HttpRequest) -> HttpResponse:
    """Touches neither the database nor a context processor: either may be what failed."""
    return HttpResponse(render_to_string("500.html", _reference(request)), status=500)


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Offers the answers to be sent again when the form came from a page of ours, only with an old token."""
    context = _reference(request) | {"kept": _answers(request), "address": request.get_full_path()}
    return render(request, "ui/csrf_failure.html", context, status=403)


def signed_out_with_answers(request: HttpRequest) -> HttpResponse | None:
    """For a form that was sent after its sender's session had ended: keeps the answers. None when there are none."""
    kept = _answers(request) if request.method == "POST" else []
    if not kept:
        return None
    return render(request, "ui/signed_out.html", {"kept": kept, "address": request.get_full_path()}, status=403)


def _answers(request: HttpRequest) -> list[tuple[str, str]]:
    """What was posted; nothing when another site may have sent it, or a file or password was part of it."""
    own = f"{request.scheme}://{request.get_host()}"
    secret = any("password" in name for name in request.POST)
    if request.headers.get("Origin") != own or request.FILES or secret:
        return []
    posted = ((name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken")
    return [(name, str(value)) for name, values in posted for value in values]


def _reference(request: HttpRequest) -> dict[str, Any]:
    return {"request_id": getattr(request, "id", "")}
