"""`GET /invoices`: for finance all of them, for a school its own; each with its PDF."""

import datetime as dt
from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest
from django.utils import timezone
from ninja import Field, Path, Query, Router, Schema

from essex_portal.accounts.api_auth import Caller, PersonalToken, caller_of
from essex_portal.accounts.roles import Permission
from essex_portal.documents.models import Document
from essex_portal.documents.services import mark_as_lost, open_document
from essex_portal.jobs.states import JobState
from essex_portal.rest.openapi import problems
from essex_portal.rest.problems import NOT_READY, Problem
from essex_portal.rest.schemas import ListOf, MoneyText, Page
from traded_assessment.api.lines import LineOut, lines_out
from traded_assessment.einvoice.lacks import words_of
from traded_assessment.models import Invoice
from traded_assessment.queries.einvoices import is_sent, lacking, ubl_of
from traded_assessment.queries.invoices import invoice_list, invoice_with_parts, with_status
from traded_assessment.queries.price_reasons import reasons_of_lines
from traded_assessment.services.einvoicing import NoEInvoice
from traded_assessment.states import InvoiceStatus

router = Router(tags=["Invoices"], auth=PersonalToken("invoices"))

Number = Annotated[str, Path(description="Number of the invoice", examples=["INV-2021-000001"])]
PDF = {200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}}
XML = {200: {"content": {"application/xml": {"schema": {"type": "string"}}}}}
SECONDS_TO_A_PDF = "2"
COUNTED = ("paid", "credited", "written_off", "outstanding")
AS_THEY_ARE = ("number", "issued_on", "due_on", "purchase_order", "net", "vat", "gross", *COUNTED)


class Filters(Schema):
    status: InvoiceStatus | None = Field(None, description="As of today")
    from_: dt.date | None = Field(
        None, alias="from", description="Issued on this day or later", examples=["2021-11-01"]
    )
    to: dt.date | None = Field(None, description="Issued on this day or earlier", examples=["2021-11-30"])


class InvoiceOut(Schema):
    """An issued invoice never changes; only what is paid does. Money is in pounds."""

    number: str = Field(examples=["INV-2021-000001"])
    status: InvoiceStatus = Field(description="As of today", examples=["due"])
    issued_on: dt.date = Field(examples=["2021-11-10"])
    due_on: dt.date = Field(examples=["2021-12-10"])
    urn: int | None = Field(description="Null when it bills several schools to one payer", examples=[114805])
    school: str = Field(description="As the invoice names it", examples=["Trinity Road Primary School"])
    order: str = Field(description="References of the orders that it bills", examples=["TB-7KQ4XM"])
    purchase_order: str = Field(examples=["PO-2041"])
    net: MoneyText = Field(examples=["110.00"])
    vat: MoneyText = Field(examples=["0.00"])
    gross: MoneyText = Field(examples=["110.00"])
    paid: MoneyText = Field(examples=["0.00"])
    credited: MoneyText = Field(examples=["0.00"])
    written_off: MoneyText = Field(examples=["0.00"])
    outstanding: MoneyText = Field(description="Still owed; negative when more was paid", examples=["110.00"])


class VatLineOut(LineOut):
    vat_category: str = Field(description="S standard, Z zero, E exempt, O outside the scope", examples=["O"])
    vat_rate: MoneyText = Field(description="Per cent", examples=["0.00"])
    vat: MoneyText = Field(examples=["0.00"])


class PaymentOut(Schema):
    received_on: dt.date = Field(examples=["2021-12-01"])
    amount: MoneyText = Field(examples=["110.00"])
    reference: str = Field(examples=["BACS 4711"])


class PriceReasonOut(Schema):
    """Why orders were priced as they were."""

    orders: list[str] = Field(examples=[["TB-7KQ4XM"]])
    why: str = Field(examples=["Priced as “Essex maintained school” on 10 November 2021, because …"])
    later: str = Field(description="Empty while the school’s tier is still the same", examples=[""])


class InvoiceWithParts(InvoiceOut):
    customer: dict[str, Any] = Field(
        description="Name, address and URN as printed",
        examples=[{"name": "Trinity Road Primary School", "address": ["Trinity Road", "Chelmsford"], "urn": 114805}],
    )
    lines: list[VatLineOut]
    priced_as: list[PriceReasonOut]
    payments: list[PaymentOut]


@router.get("/invoices", response={200: ListOf[InvoiceOut], **problems(401, 403)}, summary="Find invoices")
def invoices(request: HttpRequest, filters: Query[Filters], page: Query[Page]) -> ListOf[InvoiceOut]:
    """Finance’s token sees every invoice, a school’s token the school’s own. The newest is first."""
    found = _filtered(_visible(request), filters)
    return ListOf[InvoiceOut](items=[_listed(invoice) for invoice in found[page.cut()]], count=found.count())


@router.get(
    "/invoices/{number}.pdf",
    response={200: None, **problems(401, 403, 404, 409)},
    openapi_extra={"responses": PDF},
    summary="The PDF of an invoice",
)
def invoice_pdf(request: HttpRequest, number: Number) -> FileResponse:
    """The invoice as it is sent. A worker makes it in the seconds after the order: until then the answer is 409."""
    return _file(_invoice(request, number).document)


@router.get(
    "/invoices/{number}.xml",
    response={200: None, **problems(401, 403, 404, 409)},
    openapi_extra={"responses": XML},
    summary="An invoice as an e-invoice",
)
def invoice_xml(request: HttpRequest, number: Number) -> FileResponse:
    """The file to send by Peppol (BIS Billing 3.0, UBL), checked against its schema and rules.

    A worker makes it after the PDF when everything that Peppol needs is there. Until then the answer is 409, which says
    what is missing. The PDF holds the same as data in the other syntax of EN 16931 (Factur-X).
    """
    found = _invoice(request, number)
    document = ubl_of(found.number)
    if document is None:
        raise Problem(NOT_READY, _why_no_e_invoice(found))
    if document.state == JobState.FAILED:
        raise Problem(NOT_READY, document.error)
    return _file(document)


@router.get("/invoices/{number}", response={200: InvoiceWithParts, **problems(401, 403, 404)}, summary="One invoice")
def invoice(request: HttpRequest, number: Number) -> InvoiceWithParts:
    """An invoice with its lines and payments."""
    found = _invoice(request, number)
    return InvoiceWithParts(
        **_facts(found),
        urn=found.customer["urn"],
        school=found.customer.get("school", found.customer["name"]),
        customer=found.customer,
        lines=_lines(found),
        priced_as=[
            PriceReasonOut(orders=list(one.references), why=one.words, later=one.later)
            for one in reasons_of_lines([line.order_line_id for line in found.lines.all()], timezone.localdate())
        ],
        payments=[
            PaymentOut(received_on=one.received_on, amount=one.amount, reference=one.reference)
            for one in found.payments.all()
        ],
    )


def _why_no_e_invoice(invoice: Invoice) -> str:
    if not is_sent(invoice):
        return str(NoEInvoice())
    lacks = lacking(invoice)
    return words_of(lacks) if lacks else "Nobody has asked for the e-invoice yet."


def _file(document: Document) -> FileResponse:
    """Its bytes. Raises Problem while it is being made, and when the bytes are gone."""
    if document.state != JobState.READY:
        raise Problem(NOT_READY, headers={"Retry-After": SECONDS_TO_A_PDF})
    try:
        content = open_document(document)
    except FileNotFoundError as error:
        mark_as_lost(document)
        raise Problem(NOT_READY, "The stored file is gone. Ask finance to have it made anew.") from error
    return FileResponse(content, as_attachment=True, filename=document.filename, content_type=document.content_type)


def _visible(request: HttpRequest) -> QuerySet[Invoice]:
    caller = caller_of(request)
    if caller.may_for_county(Permission.VIEW_SCHOOL_INVOICES):
        return invoice_list()
    return invoice_list().filter(school__in=caller.schools(Permission.VIEW_SCHOOL_INVOICES))


def _filtered(found: QuerySet[Invoice], filters: Filters) -> QuerySet[Invoice]:
    if filters.status:
        found = with_status(found, filters.status, timezone.localdate())
    if filters.from_:
        found = found.filter(issued_on__gte=filters.from_)
    return found.filter(issued_on__lte=filters.to) if filters.to else found


def _invoice(request: HttpRequest, number: str) -> Invoice:
    """The invoice, when the caller may see it. Raises Http404 otherwise."""
    found = invoice_with_parts(number) if number.isprintable() else None
    if found is None or not _may_see(caller_of(request), found):
        raise Http404
    return found


def _may_see(caller: Caller, invoice: Invoice) -> bool:
    if invoice.school is None:
        return caller.may_for_county(Permission.VIEW_INVOICES)
    return caller.may(Permission.VIEW_SCHOOL_INVOICES, invoice.school)


def _listed(invoice: Any) -> InvoiceOut:
    return InvoiceOut(**_facts(invoice), urn=invoice.urn, school=invoice.school_name)


def _facts(invoice: Invoice) -> dict[str, Any]:
    as_they_are = {name: getattr(invoice, name) for name in AS_THEY_ARE}
    more = {"order": " ".join(invoice.references), "status": invoice.status_on(timezone.localdate())}
    return as_they_are | more


def _lines(invoice: Invoice) -> list[VatLineOut]:
    rows = list(invoice.lines.all())
    return [
        VatLineOut(**line.model_dump(), vat_category=row.vat_category, vat_rate=row.vat_rate, vat=row.vat)
        for line, row in zip(lines_out(rows), rows, strict=True)
    ]
