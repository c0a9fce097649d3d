"""Funded places for schools: what is on offer, applying, and what becomes of an application."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from essex_portal.accounts.access import requires, school_acted_for, signed_in
from essex_portal.accounts.permissions import holds
from essex_portal.accounts.requests import PersonRequest, posted
from essex_portal.accounts.roles import Permission
from essex_portal.organisations.models import Organisation
from essex_portal.ui.words import date_words
from partnerships.access import application_of_school, offer_to_read
from partnerships.forms.offers import ApplicationForm
from partnerships.funded_places import may_apply
from partnerships.models import FundedApplication
from partnerships.offer_pages import cards_for, facts_of_offer
from partnerships.queries.offers import applications_of, reasons_for
from partnerships.services import applications as services
from partnerships.services.refusals import OfferRefused
from partnerships.states import ApplicationState, OfferState

applies = requires(Permission.APPLY_FOR_OFFERS)


@signed_in
def offers(request: PersonRequest) -> HttpResponse:
    """Every offer that takes applications, then those to come and those that are over."""
    school, today = _school(request), timezone.localdate()
    context = {"groups": cards_for(school, today), "school": school}
    return render(request, "partnerships/offers/list.html", context)


@signed_in
def offer(request: PersonRequest, pk: int) -> HttpResponse:
    """What the offer gives, and why the school acted for may apply or may not."""
    found, school, today = offer_to_read(request.user, pk), _school(request), timezone.localdate()
    reasons = reasons_for(found, school) if school else ()
    context = {
        "offer": found,
        "rows": facts_of_offer(found),
        "school": school,
        "reasons": reasons,
        "may_apply": bool(school) and may_apply(reasons),
        "is_open": found.is_open_on(today),
        "is_draft": found.state == OfferState.DRAFT,
        "application": applications_of(school).filter(offer=found).first() if school else None,
        "applies": school is not None and holds(request.user, Permission.APPLY_FOR_OFFERS, school),
    }
    return render(request, "partnerships/offers/offer.html", context)


@applies
def apply(request: PersonRequest, pk: int) -> HttpResponse:
    """Fill in, save and come back, or hand in."""
    school, found = school_acted_for(request, Permission.APPLY_FOR_OFFERS), offer_to_read(request.user, pk)
    own = applications_of(school).filter(offer=found).first()
    form = ApplicationForm(posted(request), offer=found, initial=ApplicationForm.answers_of(own))
    if request.method == "POST" and form.is_valid():
        try:
            saved = services.save_application(
                offer=found,
                school=school,
                answers=form.answers,
                hand_in="save" not in request.POST,
                by=request.user,
                now=timezone.now(),
            )
        except OfferRefused as refusal:
            form.refuse(refusal.field, str(refusal))
        else:
            return _saved(request, saved)
    context = {"form": form, "offer": found, "school": school, "application": own}
    context["handed_in"] = own is not None and own.state == ApplicationState.HANDED_IN
    return render(request, "partnerships/offers/apply.html", context)


def _saved(request: HttpRequest, application: FundedApplication) -> HttpResponse:
    handed_in = application.state == ApplicationState.HANDED_IN
    done = "The application is handed in." if handed_in else "Saved. It is not handed in yet."
    messages.success(request, done)
    return redirect("partnerships:application", application.pk)


@applies
def application(request: PersonRequest, pk: int) -> HttpResponse:
    """Where the application stands, and what the school can do now."""
    found = application_of_school(request.user, pk)
    today = timezone.localdate()
    state = found.state
    context = {
        "application": found,
        "offer": found.offer,
        "rows": _rows(found),
        "can_change": found.offer.is_open_on(today) and state in services.CHANGEABLE,
        "can_withdraw": state in (ApplicationState.DRAFT, ApplicationState.HANDED_IN, ApplicationState.WAITING),
        "can_accept": state == ApplicationState.AWARDED and found.accept_by is not None and found.accept_by >= today,
        "acts_for_it": request.acting_for == found.school,
    }
    return render(request, "partnerships/offers/application.html", context)


@applies
def withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    found = application_of_school(request.user, pk)
    text = "The office no longer looks at it. You can apply again while the offer is open."
    asked = ("Withdraw the application?", text, "Withdraw", True)
    return _after_a_question(request, found, asked, services.withdraw, "The application is withdrawn.")


@applies
def accept(request: PersonRequest, pk: int) -> HttpResponse:
    found = application_of_school(request.user, pk)
    asked = ("Accept the places?", "The office counts on your school then.", "Accept", False)
    return _after_a_question(request, found, asked, services.accept, "Your school has accepted the places.")


@applies
def decline(request: PersonRequest, pk: int) -> HttpResponse:
    found = application_of_school(request.user, pk)
    asked = ("Give the places back?", "The next school by rank is asked at once.", "Give back", True)
    return _after_a_question(request, found, asked, services.decline, "The places have gone back. Thank you.")


def _after_a_question(
    request: HttpRequest,
    found: FundedApplication,
    asked: tuple[str, str, str, bool],
    change: Callable[..., Any],
    done: str,
) -> HttpResponse:
    title, text, button, warning = asked
    errors = []
    if request.method == "POST":
        try:
            change(application=found, by=request.user, now=timezone.now())
        except OfferRefused as refusal:
            errors = [{"text": str(refusal), "href": "#main-content"}]
        else:
            messages.success(request, done)
            return redirect("partnerships:application", found.pk)
    context = {
        "title": title,
        "text": text,
        "confirm_text": button,
        "warning": warning,
        "rows": _rows(found),
        "errors": errors,
        "cancel_url": reverse("partnerships:application", args=[found.pk]),
    }
    return render(request, "ui/confirm.html", context)


def _rows(found: FundedApplication) -> list[dict[str, Any]]:
    rows = [
        {"key": "Offer", "value": found.offer.title},
        {"key": "School", "value": found.school.name},
        {"key": "Places you asked for", "value": found.places_wanted},
    ]
    if found.accept_by:
        rows += [
            {"key": "Places awarded", "value": found.places},
            {"key": "Accept by the end of", "value": date_words(found.accept_by)},
        ]
    return rows


def _school(request: PersonRequest) -> Organisation | None:
    """The school acted for, with what the register says of it."""
    acting = request.acting_for
    if acting is None:
        return None
    return Organisation.objects.select_related("school__district", "school__type").get(pk=acting.pk)
