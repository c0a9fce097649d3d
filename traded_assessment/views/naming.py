"""Who comes to what was booked: naming people, passing a link on, putting somebody in another's place."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from essex_portal.accounts.access import public, requires
from essex_portal.accounts.requests import posted
from essex_portal.accounts.roles import Permission
from essex_portal.ui.words import counted
from traded_assessment.access import attendee_for, booking_for, booking_of_naming_link
from traded_assessment.forms.booking import PersonForm
from traded_assessment.models import Booking
from traded_assessment.naming_links import naming_address
from traded_assessment.place_links import place_address
from traded_assessment.queries.changes import may_change
from traded_assessment.queries.naming import naming_link_of
from traded_assessment.services import naming as services
from traded_assessment.services.naming import NamingRefused
from traded_assessment.services.order_requests import Person

books = requires(Permission.BOOK_TRAINING)


@books
def booking_people(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody who comes, one more to be named, and the link to pass on."""
    booking, now = booking_for(request.user, pk), timezone.now()
    form = PersonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.name_people(booking=booking, people=[Person(**form.cleaned_data)], by=request.user, now=now)
        except NamingRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, f"{form.cleaned_data['name']} has a place.")
            return redirect("traded_assessment:booking_people", pk)
    link = naming_link_of(booking)
    context = {
        "booking": booking,
        "session": booking.training_session,
        "form": form,
        "can_name": may_change(booking, now),
        "link": settings.SITE_URL + naming_address(link) if link else "",
        "made": link,
    }
    return render(request, "traded_assessment/naming/people.html", context)


@books
@require_POST
def renew_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the link to pass on, or another that ends the first."""
    booking = booking_for(request.user, pk)
    former = naming_link_of(booking)
    try:
        services.renew_naming_link(booking=booking, by=request.user, now=timezone.now())
    except NamingRefused as refusal:
        messages.error(request, str(refusal))
    else:
        ended = " The one that you passed on before opens nothing any more." if former else ""
        messages.success(request, f"The link is ready.{ended}")
    return redirect("traded_assessment:booking_people", pk)


@books
def substitute(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a person's place to somebody else, or correct who it is."""
    attendee, now = attendee_for(request.user, pk), timezone.now()
    initial = {"name": attendee.name, "job_title": attendee.job_title, "email": attendee.email}
    form = PersonForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.substitute(attendee=attendee, person=Person(**form.cleaned_data), by=request.user, now=now)
        except NamingRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, f"The place is {form.cleaned_data['name']}’s now.")
            return redirect("traded_assessment:booking_people", attendee.booking_id)
    booking = attendee.booking
    context = {
        "attendee": attendee,
        "booking": booking,
        "session": booking.training_session,
        "form": form,
        "can_change": may_change(booking, now),
    }
    return render(request, "traded_assessment/naming/substitute.html", context)


@public
@never_cache
def name_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Anybody with the link puts themselves down for a place. They see nobody else's name."""
    booking = booking_of_naming_link(token)
    if booking is None:
        response = render(request, "traded_assessment/naming/not_usable.html", status=404)
    else:
        response = _name_by_link(request, booking)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _name_by_link(request: HttpRequest, booking: Booking) -> HttpResponse:
    now, form = timezone.now(), PersonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            [attendee] = services.name_people(booking=booking, people=[Person(**form.cleaned_data)], by=None, now=now)
        except NamingRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, "You have a place. Keep the link of this page: you join from here.")
            return redirect(place_address(attendee))
    context = {
        "booking": booking,
        "session": booking.training_session,
        "form": form,
        "can_name": may_change(booking, now),
        "left": counted(booking.unnamed_places, "place is,places are"),
    }
    return render(request, "traded_assessment/naming/by_link.html", context)
