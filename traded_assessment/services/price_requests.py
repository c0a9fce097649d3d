"""Schools that are in no row of the prices ask for one, and the training office answers."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from essex_portal.audit.services import record
from essex_portal.organisations.models import Organisation
from traded_assessment import office_emails
from traded_assessment.models import PriceRequest
from traded_assessment.pricing import AgreedPrices, tier_of
from traded_assessment.queries.prices import agreed_prices_on
from traded_assessment.services.prices import PricesRefused
from traded_assessment.services.quotes import customer_on
from traded_assessment.states import PriceRequestState, Tier


def ask_price(*, school: Organisation, wants: str, by: Any) -> PriceRequest:
    """Ask the training office for a price; `wants` says in words what the school would book.

    Raises PricesRefused when the school has a price today, has asked already, or does not say what it wants.
    """
    if not wants.strip():
        raise PricesRefused("Say what you would like to book.", field="wants")
    _refuse_where_priced(school, timezone.localdate())
    try:
        with transaction.atomic():
            asked = PriceRequest.objects.create(school=school, asked_by=by, wants=wants.strip())
            record(event="price_request.asked", target=asked, by=by, after={"wants": asked.wants})
    except IntegrityError:
        raise PricesRefused(
            f"{school} has asked for a price already. The training office will answer that request."
        ) from None
    return asked


@transaction.atomic
def set_price(*, request: PriceRequest, prices: AgreedPrices, reason: str, by: Any) -> PriceRequest:
    """Give the school prices of its own, in pounds before VAT, and tell the person who asked.

    Raises PricesRefused when the request is decided, no reason is given, or the last day is before the first.
    """
    if prices.valid_to < prices.valid_from:
        raise PricesRefused("The last day must be the same as or after the first day.", field="valid_to")
    locked = _lock_open(request)
    locked.valid_from, locked.valid_to = prices.valid_from, prices.valid_to
    locked.subscription, locked.single_session = prices.package.subscription, prices.package.single_session
    locked.event_first, locked.event_further = prices.event.first, prices.event.further
    return _decide(locked, PriceRequestState.PRICED, reason, by)


@transaction.atomic
def decline_price(*, request: PriceRequest, reason: str, by: Any) -> PriceRequest:
    """Offer no price, and tell the person who asked why. Raises PricesRefused when decided, or without a reason."""
    return _decide(_lock_open(request), PriceRequestState.DECLINED, reason, by)


def _refuse_where_priced(school: Organisation, on: date) -> None:
    decision = tier_of(customer_on(school, on))
    if decision.tier != Tier.ON_REQUEST:
        raise PricesRefused(f"{school} has a set price: {decision.tier.label}. You can book at it.")
    if agreed_prices_on(school, on) is not None:
        raise PricesRefused(f"The training office has set a price for {school}. You can book at it.")


def _lock_open(request: PriceRequest) -> PriceRequest:
    locked = PriceRequest.objects.select_for_update().get(pk=request.pk)
    if locked.state != PriceRequestState.ASKED:
        raise PricesRefused("This request has been answered already. Its answer stands.")
    return locked


def _decide(request: PriceRequest, state: PriceRequestState, reason: str, by: Any) -> PriceRequest:
    if not reason.strip():
        raise PricesRefused("Give a reason. The school reads it.", field="reason")
    request.state, request.reason = state, reason.strip()
    request.decided_by, request.decided_at = by, timezone.now()
    request.save()
    record(event=f"price_request.{state}", target=request, by=by, after=_decision(request), reason=request.reason)
    office_emails.email_price_decided(request)
    return request


def _decision(request: PriceRequest) -> dict[str, Any]:
    if request.state == PriceRequestState.DECLINED:
        return {}
    fields = ("valid_from", "valid_to", "subscription", "single_session", "event_first", "event_further")
    return {name: getattr(request, name) for name in fields}
