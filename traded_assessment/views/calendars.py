"""Calendar feeds: the feed itself, and the pages to get, renew and revoke its address."""

import hashlib

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_POST, require_safe

from essex_portal.accounts.access import public, signed_in
from essex_portal.accounts.permissions import holds
from essex_portal.accounts.requests import PersonRequest
from essex_portal.accounts.roles import Permission
from traded_assessment.calendar_files import calendar_file
from traded_assessment.feed_sources import source_words
from traded_assessment.models import Attendee, CalendarFeed
from traded_assessment.place_links import place_token
from traded_assessment.queries.calendar_feeds import (
    Owner,
    entries_of,
    feed_of,
    feed_of_token,
    feed_path,
    is_in_use,
    others_of,
)
from traded_assessment.services.calendar_feeds import make_feed, note_reading, revoke_feed
from traded_assessment.views.places import of_a_place

FEED_TYPE = "text/calendar; charset=utf-8"
MADE = "The address is ready. Add it to your calendar."
REVOKED = "The address has ended. Calendars that used it get nothing any more."


@public
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """Sessions, and what other parts add, as a calendar, for whoever has the address, until it is revoked."""
    feed = feed_of_token(token)
    if feed is None:
        raise Http404
    if not is_in_use(feed):
        return HttpResponse("This calendar has ended.\n", content_type="text/plain; charset=utf-8", status=410)
    now = timezone.now()
    note_reading(feed=feed, now=now)
    content = calendar_file(entries_of(feed, now), name=_name(feed), others=others_of(feed, now))
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex"}
    response = HttpResponse(content, content_type=FEED_TYPE, headers=headers)
    return get_conditional_response(request, etag=etag, response=response) or response


@signed_in
def calendars(request: PersonRequest) -> HttpResponse:
    """The addresses of the school acted for and of the person's own."""
    owners = _owners(request)
    feeds = [(whose, _shown(feed_of(owner))) for whose, owner in owners.items()]
    context = {"feeds": feeds, "others": source_words()}
    return render(request, "traded_assessment/calendars/calendars.html", context)


@signed_in
@require_POST
def renew_calendar(request: PersonRequest, whose: str) -> HttpResponse:
    """A new address, the first or in place of the one there was."""
    make_feed(owner=_owner(request, whose), now=timezone.now(), by=request.user)
    messages.success(request, MADE)
    return redirect("traded_assessment:calendars")


@signed_in
@require_POST
def revoke_calendar(request: PersonRequest, whose: str) -> HttpResponse:
    revoke_feed(owner=_owner(request, whose), now=timezone.now(), by=request.user)
    messages.success(request, REVOKED)
    return redirect("traded_assessment:calendars")


@of_a_place
def place_calendar(request: HttpRequest, attendee: Attendee) -> HttpResponse:
    """The address of a person with a place, who needs no account: made, renewed and revoked on one page."""
    owner = Owner(attendee=attendee)
    if request.method == "POST":
        if "revoke" in request.POST:
            revoke_feed(owner=owner, now=timezone.now(), by=None)
            messages.success(request, REVOKED)
        else:
            make_feed(owner=owner, now=timezone.now(), by=None)
            messages.success(request, MADE)
        return redirect("traded_assessment:place_calendar", place_token(attendee))
    feed = feed_of(owner)
    current = feed if feed and feed.attendee_key == attendee.link_key else None
    context = {"attendee": attendee, "feed": _shown(current), "token": place_token(attendee)}
    return render(request, "traded_assessment/calendars/of_place.html", context)


def _owners(request: PersonRequest) -> dict[str, Owner]:
    """Whose feeds the person may keep: their own, and that of the school acted for when they may book for it."""
    owners = {"own": Owner(user=request.user)}
    school = request.acting_for
    if school is not None and holds(request.user, Permission.BOOK_TRAINING, school):
        owners["school"] = Owner(school=school)
    return owners


def _owner(request: PersonRequest, whose: str) -> Owner:
    owner = _owners(request).get(whose)
    if owner is None:
        raise Http404
    return owner


def _shown(feed: CalendarFeed | None) -> dict[str, object] | None:
    return {"address": settings.SITE_URL + feed_path(feed), "row": feed} if feed else None


def _name(feed: CalendarFeed) -> str:
    if feed.attendee is not None:
        return "My training"
    return f"Education portal: {feed.school.name}" if feed.school else "My education portal"
