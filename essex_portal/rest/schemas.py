"""Types that calls share: money, text, lists, and what a problem looks like."""

from decimal import Decimal
from typing import Annotated, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from ninja import Field, Schema
from pydantic import AfterValidator, ConfigDict, PlainSerializer, StringConstraints, WithJsonSchema

from essex_portal.money import money

T = TypeVar("T")

MoneyText = Annotated[
    Decimal,
    PlainSerializer(lambda amount: str(money(amount)), return_type=str),
    WithJsonSchema({"type": "string", "format": "money", "pattern": r"^-?\d+\.\d{2}$", "examples": ["55.00"]}),
]
"""Pounds as a string with two decimal places, so that nobody reads them as a float."""


def _printable(text: str) -> str:
    if any(ord(letter) < 32 or ord(letter) == 127 for letter in text):
        raise ValueError("This must not contain control characters.")
    return text


def _address(text: str) -> str:
    if text:
        try:
            validate_email(text)
        except ValidationError as error:
            raise ValueError("This must be an e-mail address, such as name@school.example.") from error
    return text


Text = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(_printable)]
"""One line of text without spaces around it; say the greatest length where it is used."""

Email = Annotated[Text, AfterValidator(_address), WithJsonSchema({"type": "string", "format": "email"})]
"""An e-mail address, or empty."""

Urn = Annotated[int, Field(ge=1, le=999_999_999, description="The school’s number in the register", examples=[114805])]


class RequestSchema(Schema):
    """What callers send. A field that we do not know is refused, so that a slip of the pen is not lost in silence."""

    model_config = ConfigDict(extra="forbid")


class Page(Schema):
    """The part of a list that is asked for."""

    page: int = Field(1, ge=1, le=100_000, description="Which page, from 1")
    page_size: int = Field(50, ge=1, le=100, description="How many items on a page, at most 100")

    def cut(self) -> slice:
        start = (self.page - 1) * self.page_size
        return slice(start, start + self.page_size)


class ListOf(Schema, Generic[T]):
    """One page of a list, and how many there are on all pages together."""

    items: list[T]
    count: int = Field(description="How many there are on all pages together", examples=[1])


class FieldProblem(Schema):
    field: str = Field(examples=["lines[0].attendees[1].name"])
    message: str = Field(examples=["This is missing."])


class ProblemDetails(Schema):
    """Any error (RFC 9457)."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(description="Which kind of problem; leads to its explanation")
    title: str
    status: int
    detail: str = Field(description="What happened and what to do, in words")
    request_id: str = Field(description="Quote it when you ask us about this request")
    errors: list[FieldProblem] = Field(default=[], description="The parts of the request at fault")
