"""`POST /training/quotes`: what training would cost a school. Changes nothing."""

import datetime as dt
from collections.abc import Sequence

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema
from pydantic import ValidationInfo, field_validator

from essex_portal.accounts.api_auth import Caller, Nobody, PersonalToken
from essex_portal.accounts.roles import Permission
from essex_portal.organisations.models import Organisation
from essex_portal.organisations.queries import lineage_ids, school_by_urn
from essex_portal.rest.openapi import problems
from essex_portal.rest.schemas import MoneyText, RequestSchema, Urn
from traded_assessment.api.lines import MOST_LINES, LineIn, LineOut, invalid, is_subscription, lines_out, refused
from traded_assessment.models import TrainingSession
from traded_assessment.pricing import Quote, QuoteRefused
from traded_assessment.services.quotes import WantedLine, buyer_on, quote_to
from traded_assessment.states import Product

router = Router(tags=["Training"])


class QuoteLineIn(LineIn):
    staff: int | None = Field(
        None,
        ge=1,
        le=1000,
        validate_default=True,
        description="How many members of staff; not for a subscription",
        examples=[3],
    )

    @field_validator("staff")
    @classmethod
    def staff_where_people_come(cls, staff: int | None, info: ValidationInfo) -> int | None:
        if staff is None and not is_subscription(info):
            raise ValueError("Say for how many members of staff: a whole number from 1.")
        return staff


class QuoteIn(RequestSchema):
    urn: Urn
    on: dt.date | None = Field(
        None, description="The day of the order, which decides the prices; today if left out", examples=["2021-11-10"]
    )
    subscriber: bool | None = Field(
        None,
        description="Price as if the school had (true) or had not (false) this year’s subscription",
        examples=[False],
    )
    lines: list[QuoteLineIn] = Field(min_length=1, max_length=MOST_LINES, description=f"At most {MOST_LINES}")


class QuoteOut(Schema):
    tier: str = Field(
        description="Customer tier: essex_maintained, essex_academy, outside_essex or on_request",
        examples=["essex_maintained"],
    )
    tier_reason: str = Field(examples=["its local authority is Essex (881) and its type is “Community school”"])
    lines: list[LineOut]
    net: MoneyText = Field(examples=["110.00"])
    vat: MoneyText = Field(examples=["0.00"])
    gross: MoneyText = Field(examples=["110.00"])


@router.post(
    "/training/quotes",
    auth=PersonalToken("bookings", required=False),
    response={200: QuoteOut, **problems(400, 401)},
    summary="Ask for a price",
)
def quotes(request: HttpRequest, wanted: QuoteIn) -> QuoteOut:
    """What a school would pay, line by line, with the rule behind each price. Changes nothing.

    Without a token the answer stands on public facts alone: the register and the price list. It is then the price of
    a school without subscription that has booked nothing yet, unless `subscriber` says otherwise. With a token of the
    scope “bookings” that is good for the school, the school’s own subscription and bookings count.

    A session or event without `session` is priced as any such.
    """
    caller: Caller | Nobody = request.auth  # type: ignore[attr-defined]
    school = _school(wanted.urn)
    bought_by = lineage_ids(school) if caller.may(Permission.VIEW_SCHOOL_BOOKINGS, school) else []
    buyer = buyer_on(school, wanted.on or timezone.localdate(), bought_by)
    try:
        quote = quote_to(buyer, _lines(wanted.lines), subscriber=wanted.subscriber)
    except QuoteRefused as refusal:
        raise refused(refusal) from refusal
    return _answer(quote)


def _school(urn: int) -> Organisation:
    school = school_by_urn(urn)
    if school is None:
        raise invalid("urn", f"No school in the register has the URN {urn}.")
    return school


def _lines(lines: Sequence[QuoteLineIn]) -> list[WantedLine]:
    asked = {line.session for line in lines if line.session is not None}
    found = TrainingSession.objects.select_related("course").in_bulk(asked) if asked else {}
    for position, line in enumerate(lines):
        if line.session is not None and line.session not in found:
            raise invalid(f"lines[{position}].session", f"There is no session {line.session}.")
    return [WantedLine(Product(line.product), found.get(line.session or 0), line.staff or 1) for line in lines]


def _answer(quote: Quote) -> QuoteOut:
    return QuoteOut(
        tier=quote.tier,
        tier_reason=quote.tier_reason,
        lines=lines_out(quote.lines),
        net=quote.net,
        vat=quote.vat,
        gross=quote.gross,
    )
