"""Turning single sessions into a subscription: every line of it first, then one press."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from essex_portal.accounts.access import requires
from essex_portal.accounts.acting_for import stop_booking_for
from essex_portal.accounts.roles import Permission
from essex_portal.organisations.queries import lineage_ids
from traded_assessment.access import school_to_subscribe_for
from traded_assessment.basket import Basket
from traded_assessment.billing_words import how_billed
from traded_assessment.forms.booking import ConvertForm, ConvertOnBehalfForm
from traded_assessment.queries.advice import Conversion, best_conversion, conversion_of_bookings
from traded_assessment.queries.baskets import basket_lines, priced
from traded_assessment.queries.billing import terms_of
from traded_assessment.queries.orders import last_purchase_order, order_of_key
from traded_assessment.queries.subscriptions import people_to_tell
from traded_assessment.services.converting import convert_singles
from traded_assessment.services.refusals import REFUSALS, PurchaseOrderNeeded
from traded_assessment.states import Product

NOT_WORTH = "The subscription would not save your school money now. What you have booked is unchanged."
CHANGED = "What you are booking has changed since you opened this page. Check it and confirm again."
UNFINISHED = "Finish naming the people who are coming, or remove the session, before you subscribe."


@requires(Permission.BOOK_TRAINING)
def convert(request: HttpRequest) -> HttpResponse:
    """What changes with a subscription, line by line; the button below does it."""
    basket = Basket.of(request.session, school_to_subscribe_for(request))
    if request.method == "POST":
        return _confirm(request, basket)
    return _page(request, basket, _form(request, basket))


def _form(request: HttpRequest, basket: Basket) -> ConvertForm:
    """Of the training office it is also asked who at the school agreed, and who is told."""
    data = request.POST if request.method == "POST" else None
    if not request.booking_for:  # type: ignore[attr-defined]
        return ConvertForm(data)
    return ConvertOnBehalfForm(data, people=people_to_tell(basket.school), subscribes=True)


def _confirm(request: HttpRequest, basket: Basket) -> HttpResponse:
    form = _form(request, basket)
    earlier = order_of_key(basket.school, request.POST.get("key", ""))
    if earlier is not None:  # the button was pressed twice
        return redirect("traded_assessment:order", earlier.reference)
    if not form.is_valid() or (len(basket) and form.cleaned_data["key"] != basket.key):
        return _page(request, basket, form, [{"text": CHANGED}] if form.is_valid() else ())
    if len(basket) and not basket.is_ready:
        return _page(request, basket, form, [{"text": UNFINISHED, "href": reverse("traded_assessment:check_order")}])
    return _convert(request, basket, form)


def _convert(request: HttpRequest, basket: Basket, form: ConvertForm) -> HttpResponse:
    answers = form.cleaned_data
    try:
        order = convert_singles(
            school=basket.school,
            package=answers["package"],
            lines=[line for line in basket.requests if line.product != Product.SUBSCRIPTION],
            idempotency_key=answers["key"],
            purchase_order=answers["purchase_order"],
            expected_gross=answers["shown"],
            expected_credit=answers["credit"],
            on_behalf=form.on_behalf(),
            by=request.user,
            now=timezone.now(),
        )
    except PurchaseOrderNeeded as refusal:
        form.add_error("purchase_order", str(refusal))
        return _page(request, basket, form)
    except REFUSALS as refusal:
        return _page(request, basket, form, [{"text": str(refusal), "href": "#total"}])
    basket.empty()
    stop_booking_for(request)
    return redirect("traded_assessment:order", order.reference)


def _page(
    request: HttpRequest, basket: Basket, form: ConvertForm, errors: Sequence[dict[str, str]] = ()
) -> HttpResponse:
    conversion = _conversion(basket)
    back = reverse("traded_assessment:check_order" if len(basket) else "traded_assessment:bookings")
    if conversion is None or not conversion.advice.pays:
        messages.info(request, NOT_WORTH)
        return redirect(back)
    terms = terms_of(basket.school)
    form.recall(last_purchase_order(basket.school), needed=terms.purchase_order_needed)
    context: dict[str, Any] = {
        "conversion": conversion,
        "advice": conversion.advice,
        "form": form,
        "how_billed": how_billed(terms, conversion.quote.lines),
        "key": basket.key or str(uuid.uuid4()),
        "errors": errors,
        "back_url": back,
    }
    return render(request, "traded_assessment/booking/convert.html", context)


def _conversion(basket: Basket) -> Conversion | None:
    """For what is in the basket, or for past bookings alone when it is empty."""
    if not len(basket):
        return conversion_of_bookings(basket.school, lineage_ids(basket.school), timezone.now())
    facts = priced(basket.school, basket_lines(basket), timezone.now()).facts
    return best_conversion(facts) if facts else None
