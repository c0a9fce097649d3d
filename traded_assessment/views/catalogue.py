"""What everybody may see: the sessions on offer, one session, the package and its prices."""

from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone

from essex_portal.accounts.access import public
from essex_portal.accounts.permissions import holds, holds_for_county
from essex_portal.accounts.roles import Permission
from essex_portal.organisations.models import Organisation
from essex_portal.organisations.queries import half_term_name
from essex_portal.ui.words import date_words, time_words
from traded_assessment.access import session_in_catalogue
from traded_assessment.forms.catalogue import CatalogueForm, filters_from
from traded_assessment.models import TrainingSession
from traded_assessment.queries.catalogue import Catalogue, CatalogueFilters
from traded_assessment.queries.catalogue import catalogue as find_catalogue
from traded_assessment.queries.entitlements import packages_for
from traded_assessment.queries.prices import price_table_on
from traded_assessment.queries.school_prices import SHOWN_STAFF, price_of_session_for, price_of_subscription_for
from traded_assessment.queries.waiting import availability_for, entry_of, places_for
from traded_assessment.states import Availability, Product

WHY_NOT = {
    Availability.FULL: "This session is full.",
    Availability.CLOSED: "This session is closed for booking.",
    Availability.CANCELLED: "This session is cancelled.",
    Availability.PAST: "This session has taken place or has begun.",
}


@public
def catalogue(request: HttpRequest) -> HttpResponse:
    """Sessions and events by half term. Three queries for somebody who is not signed in."""
    now = timezone.now()
    filters = filters_from(request.GET)
    context = {
        "listing": _listing(filters, find_catalogue(filters, now=now)),
        "table": price_table_on(timezone.localdate(now)),
    }
    return render(request, "traded_assessment/catalogue/list.html", context)


@lru_cache(maxsize=64)
def _listing(filters: CatalogueFilters, found: Catalogue) -> str:
    """The filters and the list. What is found says all that they show, so the same is rendered once."""
    context = {"filter_form": CatalogueForm(filters, found), "filters": filters, "found": found}
    return render_to_string("traded_assessment/catalogue/_listing.html", context)


@public
def session(request: HttpRequest, pk: int) -> HttpResponse:
    """One session: when, for whom, what it costs, whether it can be booked."""
    now = timezone.now()
    shown = session_in_catalogue(pk)
    today = timezone.localdate(now)
    school = _school_of(request)
    availability = availability_for(school, shown, now) if school else shown.availability_at(now)
    can_book = school is not None and holds(request.user, Permission.BOOK_TRAINING, school)
    full = availability == Availability.FULL
    context = {
        "session": shown,
        "facts": _facts_of(shown),
        "availability": availability,
        "is_bookable": availability == Availability.BOOKABLE,
        "why_not": WHY_NOT.get(availability, ""),
        "table": price_table_on(today),
        "staff": SHOWN_STAFF,
        "own_price": price_of_session_for(school, shown, on=today) if school else None,
        "books_for_schools": holds_for_county(request.user, Permission.BOOK_TRAINING),
        "can_book": can_book,
        "full": full,
        "places_left": places_for(school, shown, now) if school else shown.places_left,
        "waiting_entry": entry_of(school, shown) if school and can_book and full else None,
    }
    return render(request, "traded_assessment/catalogue/session.html", context)


@public
def package(request: HttpRequest) -> HttpResponse:
    """The package on sale: what a subscription gives, and every price."""
    today = timezone.localdate()
    school = _school_of(request)
    shown = packages_for([], today).on_sale(today)
    context = {
        "package": shown,
        "table": price_table_on(today),
        "own_price": price_of_subscription_for(school, shown, on=today) if school and shown else None,
        "can_buy": school is not None and _can_buy(request, school),
    }
    return render(request, "traded_assessment/catalogue/package.html", context)


def _facts_of(session: TrainingSession) -> list[dict[str, str]]:
    """The rows of the summary list."""
    day = timezone.localtime(session.starts_at)
    package = packages_for([], day.date()).of_session(session)
    is_event = session.course.product == Product.EVENT
    covered = f"Covered for {package.staff_per_session} members of staff" if package else "Not covered"
    rows = {
        "Date": f"{day:%A} {date_words(day)}",
        "Time": f"{time_words(session.starts_at)} to {time_words(session.ends_at)}",
        "Half term": half_term_name(day.date()),
        "Where": "Online. Everybody booked gets the link.",
        "Helps with": "\n".join(session.course.duties),
        "With the subscription": "Lower price" if is_event else covered,
    }
    return [{"key": key, "value": value} for key, value in rows.items() if value]


def _can_buy(request: HttpRequest, school: Organisation) -> bool:
    """Headteachers can, and the training office while it books for the school."""
    return bool(getattr(request, "booking_for", None)) or holds(request.user, Permission.BUY_SUBSCRIPTION, school)


def _school_of(request: HttpRequest) -> Organisation | None:
    """The school acted for, when the person may know what it has booked."""
    school = getattr(request, "acting_for", None)
    return school if school and holds(request.user, Permission.VIEW_SCHOOL_BOOKINGS, school) else None
