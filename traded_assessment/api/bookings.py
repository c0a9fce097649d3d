"""`GET` and `POST /training/bookings`: what the token's schools booked, and booking more."""

import datetime as dt
from typing import Annotated

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Header, Query, Router, Schema, Status
from pydantic import ValidationInfo, field_validator

from essex_portal.accounts.api_auth import Caller, PersonalToken, caller_of
from essex_portal.accounts.roles import Permission
from essex_portal.rest.openapi import problems
from essex_portal.rest.problems import KEY_REUSED, SESSION_FULL, FieldError, Problem
from essex_portal.rest.schemas import Email, ListOf, MoneyText, Page, RequestSchema, Text, Urn
from traded_assessment.api.lines import MOST_LINES, MOST_PEOPLE, LineIn, LineOut, is_subscription, lines_out, refused
from traded_assessment.models import Booking, Order
from traded_assessment.services.order_requests import OrderLineRequest, Person
from traded_assessment.services.orders import place_order
from traded_assessment.services.refusals import REFUSALS, IdempotencyConflict, SessionFull
from traded_assessment.states import Product

router = Router(tags=["Training"], auth=PersonalToken("bookings"))

IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[A-Za-z0-9_-]{1,64}$",
        description="Your own name for this request, such as a UUID: repeat it with the request, and nothing is booked "
        "twice",
        examples=["0f3b2c5e-8a54-4a8e-9c0e-3d1f6c1a7b20"],
    ),
]


class AttendeeIn(RequestSchema):
    name: Text = Field(min_length=1, max_length=120, examples=["Assessment lead"])
    role: Text = Field("", max_length=120, description="What the person does at the school", examples=["Teacher"])
    email: Email | None = Field(
        None, max_length=254, description="Where the joining details go", examples=["assessment@school.example"]
    )


class BookingLineIn(LineIn):
    unnamed: int = Field(
        0, ge=0, le=MOST_PEOPLE, description="Places for people who are named later, in the portal", examples=[0]
    )
    attendees: list[AttendeeIn] = Field(
        [], max_length=MOST_PEOPLE, validate_default=True, description="Who comes; nobody for a subscription"
    )

    @field_validator("unnamed")
    @classmethod
    def places_where_people_come(cls, unnamed: int, info: ValidationInfo) -> int:
        if unnamed and is_subscription(info):
            raise ValueError("A subscription is for the whole school: leave unnamed out.")
        return unnamed

    @field_validator("attendees")
    @classmethod
    def people_where_people_come(cls, attendees: list[AttendeeIn], info: ValidationInfo) -> list[AttendeeIn]:
        if attendees and is_subscription(info):
            raise ValueError("A subscription is for the whole school: leave attendees out.")
        if not attendees and not info.data.get("unnamed") and not is_subscription(info):
            raise ValueError("Name at least one person.")
        return attendees


class BookingIn(RequestSchema):
    urn: Urn
    purchase_order: Text = Field("", max_length=40, description="Printed on the invoice", examples=["PO-2041"])
    lines: list[BookingLineIn] = Field(min_length=1, max_length=MOST_LINES, description=f"At most {MOST_LINES}")


class OrderOut(Schema):
    order: str = Field(description="Reference of the order", examples=["TB-7KQ4XM"])
    invoice: str | None = Field(
        description="Number of the invoice; null when there is nothing to pay", examples=["INV-2021-000001"]
    )
    lines: list[LineOut]
    gross: MoneyText = Field(description="To pay, VAT included", examples=["110.00"])


class AttendeeOut(Schema):
    name: str = Field(examples=["Assessment lead"])
    role: str = Field(examples=["Teacher"])
    email: str = Field(examples=["assessment@school.example"])


class BookingOut(Schema):
    """Places of one school at one session."""

    order: str = Field(examples=["TB-7KQ4XM"])
    invoice: str | None = Field(examples=["INV-2021-000001"])
    urn: int = Field(examples=[114805])
    session: int = Field(description="Id of the training session", examples=[12])
    product: str = Field(description="single_session or event", examples=["single_session"])
    title: str = Field(examples=["Administering the phonics screening check"])
    starts_at: dt.datetime = Field(examples=["2022-03-03T16:00:00Z"])
    state: str = Field(description="booked or cancelled", examples=["booked"])
    places: int = Field(examples=[2])
    attendees: list[AttendeeOut]


@router.get(
    "/training/bookings", response={200: ListOf[BookingOut], **problems(401, 403)}, summary="Bookings of your schools"
)
def bookings(request: HttpRequest, page: Query[Page]) -> ListOf[BookingOut]:
    """What the schools have booked that the token is good for, in the order of the sessions."""
    found = _bookings(caller_of(request))
    return ListOf[BookingOut](items=[_booking_out(booking) for booking in found[page.cut()]], count=found.count())


@router.post(
    "/training/bookings",
    response={201: OrderOut, **problems(400, 401, 403, 404, 409)},
    summary="Book training",
)
def book(request: HttpRequest, wanted: BookingIn, idempotency_key: IdempotencyKey) -> Status:
    """Buy the subscription and book sessions and events, at the prices of today: all of it or nothing.

    Repeat a request with the same Idempotency-Key as often as you like: the answer is the same, 201 and the same
    order. A price can be asked for beforehand with `POST /training/quotes`. Who is named gets the joining details by
    e-mail; the invoice’s PDF follows in a few seconds.
    """
    caller = caller_of(request)
    try:
        order = place_order(
            school=caller.school(Permission.BOOK_TRAINING, wanted.urn),
            lines=[_line(line) for line in wanted.lines],
            purchase_order=wanted.purchase_order,
            idempotency_key=f"api-{caller.user.pk}-{idempotency_key}",
            by=caller.user,
            now=timezone.now(),
        )
    except SessionFull as full:
        raise _session_full(full) from full
    except IdempotencyConflict as conflict:
        raise Problem(KEY_REUSED, errors=[FieldError("Idempotency-Key", KEY_REUSED.detail)]) from conflict
    except REFUSALS as refusal:
        raise refused(refusal) from refusal
    return Status(201, _order_out(order))


def _line(line: BookingLineIn) -> OrderLineRequest:
    people = tuple(Person(one.name, one.role, one.email or "") for one in line.attendees)
    return OrderLineRequest(Product(line.product), line.session, people, unnamed=line.unnamed)


def _order_out(order: Order) -> OrderOut:
    return OrderOut(
        order=order.reference, invoice=_invoice_number(order), lines=lines_out(order.lines.all()), gross=order.gross
    )


def _invoice_number(order: Order) -> str | None:
    """The first that billed the order; null also while the school's orders wait for its monthly invoice."""
    billed = [line.invoice_line.invoice.number for line in order.lines.all() if hasattr(line, "invoice_line")]
    return min(billed, default=None)


def _session_full(full: SessionFull) -> Problem:
    field = f"lines[{full.line}].session"
    return Problem(
        SESSION_FULL,
        str(full),
        errors=[FieldError(field, str(full))],
        extra={"session": full.session.pk, "places_left": full.places_left},
    )


def _bookings(caller: Caller) -> QuerySet[Booking]:
    return (
        Booking.objects.filter(school__in=caller.schools(Permission.VIEW_SCHOOL_BOOKINGS))
        .select_related("order", "school__school", "training_session__course")
        .prefetch_related("attendees", "order__lines__invoice_line__invoice")
    )


def _booking_out(booking: Booking) -> BookingOut:
    session = booking.training_session
    return BookingOut(
        order=booking.order.reference,
        invoice=_invoice_number(booking.order),
        urn=booking.school.school.urn,
        session=session.pk,
        product=session.course.product,
        title=session.course.title,
        starts_at=session.starts_at,
        state=booking.state,
        places=booking.places,
        attendees=[
            AttendeeOut(name=person.name, role=person.job_title, email=person.email)
            for person in booking.attendees.all()
        ],
    )
