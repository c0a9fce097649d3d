"""What a school has booked: orders, coming and past sessions, and what its subscription has left."""

from datetime import datetime, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from essex_portal.accounts.access import requires
from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.documents.pages import status_of
from essex_portal.money import ZERO
from essex_portal.organisations.queries import lineage_ids
from traded_assessment.access import order_for, school_with_bookings, sees
from traded_assessment.billing_words import how_billed
from traded_assessment.calendar_files import CALENDAR_TYPE, Entry, calendar_file
from traded_assessment.models import Order
from traded_assessment.queries.advice import conversion_of_bookings
from traded_assessment.queries.billing import terms_of
from traded_assessment.queries.changes import credits_of, may_change
from traded_assessment.queries.invoices import invoices_by_order
from traded_assessment.queries.orders import bookings_of, orders_of, past_bookings, upcoming_bookings
from traded_assessment.queries.passports import passports_of
from traded_assessment.queries.price_reasons import price_reasons, priced_as
from traded_assessment.queries.waiting import open_entries_of
from traded_assessment.states import BookingState

JUST_PLACED = timedelta(minutes=30)
ORDERS_A_PAGE = 20


@requires(Permission.VIEW_SCHOOL_BOOKINGS)
def bookings(request: HttpRequest) -> HttpResponse:
    """The school's sessions to come, or with `?when=past` those that are over; its subscription and orders."""
    school = school_with_bookings(request)
    now = timezone.now()
    school_ids = lineage_ids(school)
    past = request.GET.get("when") == "past"
    sessions = past_bookings(school_ids, now) if past else upcoming_bookings(school_ids, now)
    orders = Paginator(orders_of(school_ids), ORDERS_A_PAGE).get_page(request.GET.get("orders"))
    context = {
        "past": past,
        "bookings": Paginator(sessions, ORDERS_A_PAGE).get_page(request.GET.get("sessions")),
        "passports": passports_of(school_ids, now),
        "conversion": conversion_of_bookings(school, school_ids, now),
        "may_subscribe": holds(request.user, Permission.BUY_SUBSCRIPTION, school),
        "orders": orders,
        "invoices": invoices_by_order(orders),
        "waiting": open_entries_of(school_ids),
        "may_book": holds(request.user, Permission.BOOK_TRAINING, school),
        "sees_invoices": holds(request.user, Permission.VIEW_SCHOOL_INVOICES, school),
        "sees_join_pages": sees(request.user, Permission.BOOK_TRAINING, school),
    }
    return render(request, "traded_assessment/orders/bookings.html", context)


@requires(Permission.VIEW_SCHOOL_BOOKINGS)
def order(request: HttpRequest, reference: str) -> HttpResponse:
    """One order: the confirmation when it is new, and the record of it ever after."""
    found = order_for(request.user, reference)
    invoices = invoices_by_order([found]).get(found.pk, [])
    unfinished = [invoice.document for invoice in invoices if not invoice.document.is_finished]
    found_bookings, now = list(bookings_of(found)), timezone.now()
    books = sees(request.user, Permission.BOOK_TRAINING, found.school)
    changed = any(one.cancellations.all() for one in found_bookings)
    confirmed = _just_placed(found, request.user, now) and not changed
    taken_off = [] if confirmed else credits_of(found)
    context = {
        **(status_of((unfinished or [invoices[0].document])[0]) if invoices else {}),
        "order": found,
        "confirmed": confirmed,
        "bookings": found_bookings,
        "people_emailed": any(person.email for booking in found_bookings for person in booking.attendees.all()),
        "lines": found.lines.all(),
        "credits": taken_off,
        "left": found.gross - sum((credit.gross for credit in taken_off), ZERO),
        "reasons": priced_as([found]) if confirmed else price_reasons([found], timezone.localdate()),
        "invoices": invoices,
        "how_billed": "" if invoices else how_billed(terms_of(found.school), found.lines.all()),
        "of_the_office": holds(request.user, Permission.MANAGE_TRAINING),
        "sees_invoices": holds(request.user, Permission.VIEW_SCHOOL_INVOICES, found.school),
        "sees_join_pages": books,
        "changeable": [one.pk for one in found_bookings if books and may_change(one, now)],
    }
    return render(request, "traded_assessment/orders/order.html", context)


@requires(Permission.VIEW_SCHOOL_BOOKINGS)
def order_calendar(request: HttpRequest, reference: str) -> HttpResponse:
    """The sessions of an order as a calendar file."""
    found = order_for(request.user, reference)
    booked = bookings_of(found).filter(state=BookingState.BOOKED)
    sessions = [booking.training_session for booking in booked]
    if not sessions:
        raise Http404
    address = reverse("traded_assessment:order", args=[found.reference])
    headers = {"Content-Disposition": f'attachment; filename="{found.reference}.ics"'}
    content = calendar_file(Entry(session, address, found.placed_at) for session in sessions)
    return HttpResponse(content, content_type=CALENDAR_TYPE, headers=headers)


def _just_placed(found: Order, user: Any, now: datetime) -> bool:
    return found.placed_by_id == user.pk and now - found.placed_at < JUST_PLACED
