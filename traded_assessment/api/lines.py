"""What is priced or booked, line by line, as callers send it and as it is answered."""

from collections.abc import Iterable
from typing import Any, Literal

from ninja import Field, Schema
from pydantic import ValidationInfo, field_validator

from essex_portal.rest.problems import INVALID, FieldError, Problem
from essex_portal.rest.schemas import MoneyText, RequestSchema
from traded_assessment.pricing import AlreadySubscribed, NotForSale, QuoteRefused
from traded_assessment.services.refusals import (
    NobodyNamed,
    NoSuchSession,
    OrderRefused,
    PurchaseOrderNeeded,
    SamePersonTwice,
    SessionFull,
    SessionNotBookable,
)
from traded_assessment.states import Product

MOST_LINES = 50
MOST_PEOPLE = 100
LARGEST_ID = 2**31 - 1
PART_AT_FAULT: dict[type[Exception], str] = {
    AlreadySubscribed: "product",
    NotForSale: "product",
    NobodyNamed: "attendees",
    SamePersonTwice: "attendees",
    NoSuchSession: "session",
    SessionNotBookable: "session",
    SessionFull: "session",
}


class LineIn(RequestSchema):
    """One thing to buy. A session or event is named by its id of `GET /training/sessions`."""

    product: Literal["subscription", "single_session", "event"] = Field(
        description="What to buy", examples=["single_session"]
    )
    session: int | None = Field(
        None, ge=1, le=LARGEST_ID, description="Id of the session or event; not for a subscription", examples=[12]
    )

    @field_validator("session")
    @classmethod
    def subscriptions_have_no_session(cls, session: int | None, info: ValidationInfo) -> int | None:
        if session is not None and is_subscription(info):
            raise ValueError("A subscription is for all sessions: leave session out.")
        return session


def is_subscription(line: ValidationInfo) -> bool:
    """Whether the line under validation is a subscription; False too when its product is not valid."""
    return line.data.get("product") == Product.SUBSCRIPTION


class LineOut(Schema):
    """A priced line that explains itself. Money is in pounds."""

    description: str = Field(examples=["Administering the phonics screening check, 3 March 2022: 3 members of staff"])
    quantity: int = Field(examples=[2])
    unit_price: MoneyText
    net: MoneyText = Field(examples=["110.00"])
    rule: str = Field(description="Why this price: which row, which arithmetic", examples=["… 2 × £55"])


def lines_out(lines: Iterable[Any]) -> list[LineOut]:
    """Lines of a quote, an order or an invoice."""
    return [
        LineOut(
            description=line.description,
            quantity=line.quantity,
            unit_price=line.unit_price,
            net=line.net,
            rule=line.rule,
        )
        for line in lines
    ]


def invalid(field: str, message: str) -> Problem:
    """A problem with one field."""
    return Problem(INVALID, message, errors=[FieldError(field, message)])


def refused(refusal: OrderRefused | QuoteRefused) -> Problem:
    """The problem for a refusal of the rules: its words beside the part at fault, or beside the school."""
    if isinstance(refusal, PurchaseOrderNeeded):
        return invalid("purchase_order", str(refusal))
    position = refusal.wanted if isinstance(refusal, QuoteRefused) else refusal.line
    if position is None:
        return invalid("urn", str(refusal))
    part = PART_AT_FAULT.get(type(refusal))
    return invalid(f"lines[{position}].{part}" if part else f"lines[{position}]", str(refusal))
