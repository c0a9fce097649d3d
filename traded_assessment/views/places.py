"""What a person with a place opens by their personal link, without an account: joining, and what comes after."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial, wraps

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from essex_portal.accounts.access import public
from essex_portal.accounts.requests import posted
from essex_portal.documents.pages import status_of
from essex_portal.documents.services import mark_as_lost, open_document
from essex_portal.jobs.services import retry as retry_job
from essex_portal.jobs.states import JobState
from traded_assessment.forms.evaluations import AnswersForm
from traded_assessment.joining import JoinState
from traded_assessment.models import Attendee
from traded_assessment.place_links import place_token
from traded_assessment.queries.certificates import certificate_of
from traded_assessment.queries.evaluations import form_to_answer
from traded_assessment.queries.places import attendee_of_token, coming_places, moved_to, place_at
from traded_assessment.services.evaluations import EvaluationRefused, hand_in
from traded_assessment.services.joining import JoinRefused, join

PDF = "application/pdf"
WAITS = timedelta(hours=12)
"""So long before the opening a page that is left open looks for it."""
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
    """The join page: when the session opens, the button while it is open, and what comes after it.

    A page that waits for the opening asks again and again, and is loaded anew when there is something else to say.
    """
    now = timezone.now()
    shown = place_at(attendee, now)
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(status=204, headers={} if shown.state == JoinState.EARLY else {"HX-Refresh": "true"})
    context = {
        "place": shown,
        "attendee": attendee,
        "session": shown.session,
        "token": place_token(attendee),
        "waits": shown.opens_at - now < WAITS,
        "others": coming_places(attendee, now),
        "moved_to": moved_to(attendee) if shown.state == JoinState.GIVEN_UP else None,
        "certificate": certificate_of(attendee),
    }
    response = render(request, "traded_assessment/place/place.html", context)
    if shown.state == JoinState.OPEN:
        _let_the_form_lead_out(response)
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


@of_a_place
def evaluation(request: HttpRequest, attendee: Attendee) -> HttpResponse:
    """The questions after the session; once they are answered, the way to the certificate."""
    context = {"attendee": attendee, "session": attendee.booking.training_session, "token": place_token(attendee)}
    if certificate_of(attendee):
        return redirect("traded_assessment:place_certificate", context["token"])
    version = form_to_answer(request.POST.get("version", ""))
    over = context["session"].ends_at <= timezone.now()
    if version is None or not attendee.attended or not over:
        return render(request, "traded_assessment/evaluations/not_now.html", context | {"over": over})
    form = AnswersForm(posted(request), version=version)
    if request.method == "POST" and form.is_valid():
        try:
            hand_in(attendee=attendee, form=version, answers=form.answers(), now=timezone.now())
        except EvaluationRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("traded_assessment:place_certificate", context["token"])
    return render(request, "traded_assessment/evaluations/answer.html", context | {"form": form})


@of_a_place
def certificate(request: HttpRequest, attendee: Attendee) -> HttpResponse:
    """The person's certificate: being made, or there to be downloaded. One that could not be made is tried again."""
    found = certificate_of(attendee)
    if found is None:
        return redirect("traded_assessment:place", place_token(attendee))
    if request.method == "POST":
        retry_job(found.document)
    route = partial(reverse, args=[place_token(attendee)])
    context = {
        "certificate": found,
        "attendee": attendee,
        "session": attendee.booking.training_session,
        **status_of(found.document),
        "status_url": route("traded_assessment:place_certificate"),
        "ready_url": route("traded_assessment:place_certificate_file"),
        "retry_url": route("traded_assessment:place_certificate"),
    }
    template = "ui/job_status.html" if request.htmx else "traded_assessment/certificates/own.html"  # type: ignore[attr-defined]
    return render(request, template, context)


@of_a_place
def certificate_file(request: HttpRequest, attendee: Attendee) -> HttpResponseBase:
    """The PDF, or the page that says how far it is."""
    found = certificate_of(attendee)
    if found is None or found.document.state != JobState.READY:
        return redirect("traded_assessment:place_certificate", place_token(attendee))
    try:
        content = open_document(found.document)
    except FileNotFoundError:
        mark_as_lost(found.document)
        return redirect("traded_assessment:place_certificate", place_token(attendee))
    return FileResponse(content, as_attachment=True, filename=found.document.filename, content_type=PDF)


def _let_the_form_lead_out(response: HttpResponse) -> None:
    """A browser holds each redirect of a form against the page's policy, and meeting services redirect on and on."""
    response._csp_update = {"form-action": ["https:", "http:"]}  # type: ignore[attr-defined]
