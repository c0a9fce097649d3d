"""What several pages of SEND do alike: a form on a page of its own, a question before something is taken back."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render

from essex_portal.ui.saving import saved
from send.services.keeping import SendRefused


def form_page(request: HttpRequest, form: Any, **context: Any) -> HttpResponse:
    """`context`: `title`, `back_url`, and what else `ui/form_page.html` reads."""
    return render(request, "ui/form_page.html", {"form": form, **context})


def save_and_go(
    request: HttpRequest, form: Any, save: Callable[[dict[str, Any]], Any], *, back_url: str, **context: Any
) -> HttpResponse:
    """Save a valid form and go back to the page that it was opened from; else show it with what is wrong."""

    def done(values: dict[str, Any]) -> bool:
        save(values)
        return True

    if saved(form, done, SendRefused):
        messages.success(request, context.pop("saved", "Saved."))
        return redirect(back_url)
    context.pop("saved", "")
    return form_page(request, form, back_url=back_url, **context)


def confirm_and_go(
    request: HttpRequest, do: Callable[[], None], *, back_url: str, said: str, **context: Any
) -> HttpResponse:
    """Ask first (`context`: what `ui/confirm.html` reads), then do it and go back."""
    if request.method == "POST":
        return do_and_go(request, do, back_url=back_url, said=said)
    return render(request, "ui/confirm.html", {"cancel_url": back_url, **context})


def do_and_go(request: HttpRequest, do: Callable[[], None], *, back_url: str, said: str) -> HttpResponseRedirect:
    """Do it and say so; what the service refuses is said instead."""
    try:
        do()
    except SendRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect(back_url)
