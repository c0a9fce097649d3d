"""Tables of invoices, for the school that owes and for finance."""

from datetime import date
from typing import Any

import django_tables2 as tables
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html

from essex_portal.ui.tables import CodeColumn, DayColumn, MoneyColumn, PortalTable, SelectColumn
from traded_assessment.models import Invoice
from traded_assessment.states import InvoiceStatus

PER_PAGE = 50
STATUS_TONES = {
    InvoiceStatus.PAID: "good",
    InvoiceStatus.PART_PAID: "info",
    InvoiceStatus.OVERDUE: "bad",
    InvoiceStatus.DUE: "neutral",
    InvoiceStatus.CREDITED: "neutral",
    InvoiceStatus.WRITTEN_OFF: "neutral",
    InvoiceStatus.IN_CREDIT: "warn",
}


STATUS_TAGS = {
    status: format_html('<strong class="govuk-tag portal-tag--{}">{}</strong>', tone, status.label)
    for status, tone in STATUS_TONES.items()
}


class StatusColumn(tables.Column):
    """The status on the table's day. Sorts by what is owed, then by the day on which it is due."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"empty_values": (), "verbose_name": "Status"} | kwargs)

    def render(self, record: Invoice, table: Any) -> str:
        return STATUS_TAGS[record.status_on(table.today)]

    def order(self, queryset: QuerySet[Invoice], is_descending: bool) -> tuple[QuerySet[Invoice], bool]:
        owed, due_on = ("owed", "-due_on") if is_descending else ("-owed", "due_on")
        return queryset.order_by(owed, due_on, "pk"), True


class ReferencesColumn(CodeColumn):
    """The order that an invoice bills, or how many."""

    def render(self, value: list[str]) -> str:
        return value[0] if len(value) == 1 else f"{len(value)} orders"


class InvoiceTable(PortalTable):
    """`today` decides the status; `route` is the page of one invoice."""

    caption = "Invoices"
    caption_hidden = True
    route = "traded_assessment:school_invoice"

    number = CodeColumn(verbose_name="Invoice")
    issued_on = DayColumn(verbose_name="Issued")
    due_on = DayColumn(verbose_name="Pay by")
    status = StatusColumn()
    gross = MoneyColumn(verbose_name="Total")
    credited = MoneyColumn(verbose_name="Credited")
    owed = MoneyColumn(verbose_name="Outstanding")

    class Meta:
        empty_text = "There are no invoices yet. One is made with each order that has something to pay."

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.page_of_one = reverse(self.route, args=["NUMBER"])

    def render_number(self, value: str) -> str:
        return format_html('<a class="govuk-link" href="{}">{}</a>', self.page_of_one.replace("NUMBER", value), value)


class FinanceInvoiceTable(InvoiceTable):
    row_header = "number"
    route = "traded_assessment:invoice"

    selected = SelectColumn(label="number")
    school_name = tables.Column(verbose_name="School")
    references = ReferencesColumn(verbose_name="Booking")
    purchase_order = tables.Column(verbose_name="Purchase order", orderable=False)

    class Meta:
        exclude = ("credited",)  # on the invoice's own page; a dense list needs the room for the school's name
        sequence = ("selected", "number", "school_name", "references", "purchase_order", "...")
        empty_text = "No invoice fits these filters."


class CountedPaginator(Paginator):
    """Is told how many there are by the page that has counted them already."""

    def __init__(self, *args: Any, count: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.count = count


def pages_of(count: int) -> dict[str, Any]:
    """`RequestConfig`'s `paginate` for a list of so many."""
    return {"per_page": PER_PAGE, "paginator_class": CountedPaginator, "count": count}
