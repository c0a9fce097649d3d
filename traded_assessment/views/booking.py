"""Filling the basket: who is coming to a session, which year's subscription."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from essex_portal.accounts.access import requires
from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from traded_assessment.access import school_to_book_for, session_in_catalogue
from traded_assessment.basket import Basket
from traded_assessment.forms.booking import BasePeopleFormSet, SubscriptionForm, people_shown, people_typed
from traded_assessment.models import TrainingSession
from traded_assessment.queries.baskets import other_dates, price_of_session
from traded_assessment.queries.subscriptions import headteachers_of, offers_to
from traded_assessment.queries.waiting import places_for
from traded_assessment.services.order_checks import why_not_bookable
from traded_assessment.services.order_requests import NOBODY
from traded_assessment.services.refusals import SessionFull
from traded_assessment.states import Product

ROWS = {Product.SINGLE_SESSION: 2, Product.EVENT: 1}


@requires(Permission.BOOK_TRAINING)
def book_session(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is coming: names, roles and addresses, with the price beside them."""
    basket = Basket.of(request.session, school_to_book_for(request))
    session = session_in_catalogue(pk)
    replaced = _number(request.POST.get("instead_of") or request.GET.get("instead_of"))
    if request.method != "POST":
        return _session_page(request, session, basket, _first_rows(basket, session, replaced), replaced)
    if changed_rows := _rows_asked_for(request.POST):
        return _session_page(request, session, basket, changed_rows, replaced)
    formset = people_typed(request.POST)
    if _put_into_basket(basket, session, formset, timezone.now()):
        basket.remove_session(replaced)
        return redirect("traded_assessment:check_order")
    return _session_page(request, session, basket, formset, replaced)


@requires(Permission.BOOK_TRAINING)
@require_POST
def book_price(request: HttpRequest, pk: int) -> HttpResponse:
    """The price box alone, as the form is filled in; nothing when the page shows that price already."""
    basket = Basket.of(request.session, school_to_book_for(request))
    session = session_in_catalogue(pk)
    places, replaced = people_typed(request.POST).places, _number(request.POST.get("instead_of"))
    price = price_of_session(basket, session, places, timezone.now(), replaced=replaced)
    if price.shown == request.POST.get("price_shown"):
        return HttpResponse(status=204)
    return render(request, "traded_assessment/booking/_price.html", {"session": session, "price": price})


@requires(Permission.BOOK_TRAINING)
def book_subscription(request: HttpRequest) -> HttpResponse:
    """The subscription of this year or the next, with what it gives and costs."""
    school = school_to_book_for(request)
    if not request.booking_for and not holds(request.user, Permission.BUY_SUBSCRIPTION, school):
        who_may = {"headteachers": headteachers_of(school)}
        return render(request, "traded_assessment/booking/subscription_not_yours.html", who_may, status=403)
    offers = offers_to(school, timezone.now())
    form = SubscriptionForm(request.POST if request.method == "POST" else None, offers=offers.open)
    if form.is_valid():
        Basket.of(request.session, school).add_subscription(form.cleaned_data["package"])
        return redirect("traded_assessment:check_order")
    return render(request, "traded_assessment/booking/subscription.html", {"form": form, "offers": offers})


def _first_rows(basket: Basket, session: TrainingSession, replaced: int) -> BasePeopleFormSet:
    """Who was named before for this session, or for the full one that it is taken instead of."""
    kept = basket.people.get(session.pk) or basket.people.get(replaced)
    rows = ROWS[Product(session.course.product)]
    return people_shown(kept.named, later=kept.unnamed, rows=rows) if kept else people_shown((), rows=rows)


def _rows_asked_for(posted: Mapping[str, Any]) -> BasePeopleFormSet | None:
    """The same rows with one more or one less, when one of those buttons was pressed; None when it was Continue."""
    typed = people_typed(posted)
    rows, later = typed.typed, typed.unnamed
    if "add" in posted:
        return people_shown([*rows, NOBODY], later=later, focus_last=True)
    if "remove" in posted:
        gone = _number(posted["remove"])
        left = [row for number, row in enumerate(rows) if number != gone]
        return people_shown(left, later=later, focus_last=True)
    return people_shown(rows, later=later) if "price" in posted else None


def _put_into_basket(basket: Basket, session: TrainingSession, formset: BasePeopleFormSet, now: datetime) -> bool:
    """Keep what was typed. True when it can be booked, as far as one can see now."""
    room = places_for(basket.school, session, now)
    ready = formset.is_valid() and not why_not_bookable(session, now) and formset.places <= room
    people = formset.people if ready else formset.somebody
    basket.name_people(session, people, ready=ready, unnamed=formset.unnamed)
    return ready


def _session_page(
    request: HttpRequest, session: TrainingSession, basket: Basket, formset: BasePeopleFormSet, replaced: int
) -> HttpResponse:
    now = timezone.now()
    why_not = why_not_bookable(session, now)
    places, room = max(1, formset.places), places_for(basket.school, session, now)
    crowded = not why_not and places > room
    context = {
        "session": session,
        "formset": formset,
        "forms": [formset.later],
        "room": room,
        "replaced": replaced,
        "why_not": why_not,
        "crowded": crowded,
        "errors": [_too_many(session, room)] if crowded and formset.is_bound else [],
        "other_dates": other_dates(session, places=places, now=now) if why_not or crowded else [],
        "price": price_of_session(basket, session, formset.places, now, replaced=replaced),
    }
    return render(request, "traded_assessment/booking/session.html", context)


def _too_many(session: TrainingSession, room: int) -> dict[str, str]:
    return {"text": str(SessionFull(session, room)), "href": "#people"}


def _number(typed: Any) -> int:
    """A whole number out of a form or address; 0, which is nothing's number, for anything else."""
    return int(typed) if str(typed).isascii() and str(typed).isdigit() else 0
