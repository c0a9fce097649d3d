"""What a person with a place opens by their personal link, without an account: joining, and what comes after."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from essex_portal.accounts.access import public
from traded_assessment.joining import JoinState
from traded_assessment.models import Attendee
from traded_assessment.place_links import place_token
from traded_assessment.queries.places import attendee_of_token, coming_places, place_at
from traded_assessment.services.joining import JoinRefused, join

PlaceView = Callable[[HttpRequest, Attendee], HttpResponseBase]


def of_a_place(view: PlaceView) -> Callable[..., HttpResponseBase]:
    """The view is public: its personal link opens it. Whoever has another link is told what may be wrong with it."""

    @wraps(view)
    def opened(request: HttpRequest, token: str) -> HttpResponseBase:
        attendee = attendee_of_token(token)
        if attendee is None:
            response: HttpResponseBase = render(request, "traded_assessment/place/not_usable.html", status=404)
        else:
            response = view(request, attendee)
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return public(never_cache(opened))


@of_a_place
def place(request: HttpRequest, attendee: Attendee) -> HttpResponse:
    """The join page: when the session opens, the button while it is open, and what comes after it."""
    now = timezone.now()
    shown = place_at(attendee, now)
    context = {
        "place": shown,
        "attendee": attendee,
        "session": shown.session,
        "token": place_token(attendee),
        "others": coming_places(attendee, now),
    }
    response = render(request, "traded_assessment/place/place.html", context)
    if shown.state == JoinState.OPEN:
        _let_the_form_lead_to(response, shown.session.join_link)
    return response


@of_a_place
@require_POST
def join_session(request: HttpRequest, attendee: Attendee) -> HttpResponse:
    """Record that the person came, and send them to the session."""
    try:
        link = join(attendee=attendee, now=timezone.now())
    except JoinRefused:
        messages.error(request, "You cannot join at this moment. This page says why.")
        return redirect("traded_assessment:place", place_token(attendee))
    return HttpResponseRedirect(link)


def _let_the_form_lead_to(response: HttpResponse, link: str) -> None:
    """Browsers hold the form's redirect against the page's content security policy too."""
    parts = urlsplit(link)
    response._csp_update = {"form-action": [f"{parts.scheme}://{parts.netloc}"]}  # type: ignore[attr-defined]
