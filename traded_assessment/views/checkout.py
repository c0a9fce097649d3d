"""Checking what is in the basket, and ordering it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from essex_portal.accounts.access import requires
from essex_portal.accounts.acting_for import stop_booking_for
from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.money import ZERO
from essex_portal.organisations.models import Organisation
from traded_assessment.access import school_to_book_for
from traded_assessment.basket import Basket
from traded_assessment.billing_words import how_billed
from traded_assessment.forms.booking import ConfirmForm, OnBehalfForm
from traded_assessment.pricing import PriceNotSet, QuoteLine, QuoteRefused
from traded_assessment.queries.advice import best_conversion
from traded_assessment.queries.approvals import approval_of_key, needs_approval
from traded_assessment.queries.baskets import BasketLine, basket_lines, other_dates, priced
from traded_assessment.queries.billing import terms_of
from traded_assessment.queries.cancellation_policies import last_free_days
from traded_assessment.queries.orders import last_price_request, last_purchase_order, order_of_key
from traded_assessment.queries.subscriptions import people_to_tell
from traded_assessment.queries.waiting import places_for
from traded_assessment.services.approvals import ask_approval
from traded_assessment.services.order_checks import why_not_bookable
from traded_assessment.services.orders import place_order
from traded_assessment.services.price_requests import ask_price
from traded_assessment.services.prices import PricesRefused
from traded_assessment.services.refusals import REFUSALS, EmptyOrder, OrderRefused, PurchaseOrderNeeded
from traded_assessment.states import Product

CHANGED = "What you are booking has changed since you opened this page. Check it and confirm again."
UNFINISHED = "Finish naming the people who are coming, or remove the session"


@requires(Permission.BOOK_TRAINING)
def check_order(request: HttpRequest) -> HttpResponse:
    """Everything in the basket with its price; the button below it orders it."""
    basket = Basket.of(request.session, school_to_book_for(request))
    if request.method == "POST":
        return _confirm(request, basket)
    return _check_page(request, basket, _confirm_form(request, basket))


@requires(Permission.BOOK_TRAINING)
@require_POST
def remove_line(request: HttpRequest) -> HttpResponse:
    """Take one line out of the basket: a session by its number, or the subscription."""
    basket = Basket.of(request.session, school_to_book_for(request))
    line = request.POST.get("line", "")
    if line == Product.SUBSCRIPTION:
        basket.remove_subscription()
    elif line.isascii() and line.isdigit():
        basket.remove_session(int(line))
    return redirect("traded_assessment:check_order")


@requires(Permission.BOOK_TRAINING)
@require_POST
def ask_for_price(request: HttpRequest) -> HttpResponse:
    """Ask the training office for a price for what is in the basket, which stays as it is."""
    basket = Basket.of(request.session, school_to_book_for(request))
    wants = "\n".join(line.words for line in basket_lines(basket))
    try:
        asked = ask_price(school=basket.school, wants=wants, by=request.user)
    except PricesRefused as refusal:
        messages.info(request, str(refusal))
    else:
        if request.booking_for:  # type: ignore[attr-defined]
            messages.info(request, "Set the price here. What you entered for the school is kept.")
            return redirect("traded_assessment:price_request", asked.pk)
        messages.success(request, "We have asked the training office for a price. What you entered is kept.")
    return redirect("traded_assessment:check_order")


def _confirm(request: HttpRequest, basket: Basket) -> HttpResponse:
    """Order it when the page that was agreed to is the basket as it is; else show what it is now."""
    form = _confirm_form(request, basket)
    if form.is_valid() and basket.is_ready and form.cleaned_data["key"] == basket.key:
        return _order(request, basket, form)
    key = request.POST.get("key", "")  # the button may have been pressed twice
    if earlier := order_of_key(basket.school, key):
        return redirect("traded_assessment:order", earlier.reference)
    if asked := approval_of_key(basket.school, key):
        return redirect("traded_assessment:approval", asked.pk)
    return _check_page(request, basket, form, _why_not_yet(basket, form))


def _confirm_form(request: HttpRequest, basket: Basket) -> ConfirmForm:
    """What is asked last; of the training office also who at the school asked, and who is told."""
    data = request.POST if request.method == "POST" else None
    if not request.booking_for:  # type: ignore[attr-defined]
        return ConfirmForm(data)
    return OnBehalfForm(data, people=people_to_tell(basket.school), subscribes=basket.package_id is not None)


def _order(request: HttpRequest, basket: Basket, form: ConfirmForm) -> HttpResponse:
    try:
        done = _placed_or_asked(request, basket, form)
    except PurchaseOrderNeeded as refusal:
        form.add_error("purchase_order", str(refusal))
        return _check_page(request, basket, form)
    except REFUSALS as refusal:
        error = {"text": str(refusal), "href": _part_of_page(refusal, basket)}
        return _check_page(request, basket, form, [error])
    basket.empty()
    stop_booking_for(request)
    return done


def _placed_or_asked(request: HttpRequest, basket: Basket, form: ConfirmForm) -> HttpResponse:
    """Order it, or ask for approval where the headteacher wants that. Raises what stands in the way."""
    purchase_order, shown, now = form.cleaned_data["purchase_order"], form.cleaned_data["shown"], timezone.now()
    wanted: dict[str, Any] = {"school": basket.school, "lines": basket.requests, "purchase_order": purchase_order}
    if needs_approval(request.user, basket.school):
        asked = ask_approval(**wanted, key=basket.key, shown=shown, by=request.user, now=now)
        return redirect("traded_assessment:approval", asked.pk)
    order = place_order(
        **wanted,
        idempotency_key=basket.key,
        expected_gross=shown,
        on_behalf=form.on_behalf(),
        by=request.user,
        now=now,
    )
    return redirect("traded_assessment:order", order.reference)


def _why_not_yet(basket: Basket, form: ConfirmForm) -> list[dict[str, str]]:
    """What the person has to look at before the basket can be ordered, beside mistakes in the form."""
    if not len(basket):
        return [{"text": str(EmptyOrder())}]
    unfinished = [pk for pk, people in basket.people.items() if not people.ready]
    if not unfinished and form.is_valid():
        return [{"text": CHANGED}]
    return [{"text": UNFINISHED, "href": f"#line-{pk}"} for pk in unfinished]


def _part_of_page(refusal: OrderRefused | QuoteRefused, basket: Basket) -> str:
    """The line that a refusal is about, or the total."""
    position = refusal.line if isinstance(refusal, OrderRefused) else refusal.wanted
    if position is None:
        return "#total"
    return f"#line-{basket.requests[position].training_session_id or Product.SUBSCRIPTION}"


def _check_page(
    request: HttpRequest, basket: Basket, form: ConfirmForm, errors: Sequence[dict[str, str]] = ()
) -> HttpResponse:
    now = timezone.now()
    lines, today = basket_lines(basket), timezone.localdate(now)
    basket.keep_only(line.training_session.pk for line in lines if line.training_session)
    whole = priced(basket.school, lines, now)
    terms = terms_of(basket.school)
    form.recall(last_purchase_order(basket.school), needed=terms.purchase_order_needed)
    context = {
        "basket": basket,
        "lines": [_card(line, quote_lines, basket.school, now) for line, quote_lines in whole.priced],
        "free_days": last_free_days([one.training_session for one in lines if one.training_session], today),
        "today": today,
        "quote": whole.quote,
        "refusal": whole.refusal,
        "price_request": last_price_request(basket.school) if isinstance(whole.refusal, PriceNotSet) else None,
        "may_ask": isinstance(whole.refusal, PriceNotSet),
        "conversion": best_conversion(whole.facts) if whole.facts else None,
        "may_subscribe": bool(request.booking_for)  # type: ignore[attr-defined]
        or holds(request.user, Permission.BUY_SUBSCRIPTION, basket.school),
        "form": form,
        "needs_approval": needs_approval(request.user, basket.school),
        "errors": errors,
        "how_billed": how_billed(terms, whole.quote.lines) if whole.quote else "",
    }
    return render(request, "traded_assessment/booking/check.html", context)


def _card(line: BasketLine, quote_lines: Sequence[QuoteLine], school: Organisation, now: datetime) -> dict[str, Any]:
    """A line as the page shows it, with what stands in its way and the other dates that would do instead."""
    session = line.training_session
    why_not = why_not_bookable(session, now) if session else ""
    room = places_for(school, session, now) if session else 0
    full = session is not None and not why_not and line.places > room
    return {
        "line": line,
        "prices": quote_lines,
        "gross": sum((one.net + one.vat for one in quote_lines), ZERO),
        "why_not": why_not,
        "full": full,
        "room": room,
        "other_dates": other_dates(session, places=line.places, now=now) if session and (why_not or full) else [],
    }
