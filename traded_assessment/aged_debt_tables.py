"""Tables of aged debt: rows of figures that open, and the invoices behind one."""

from collections.abc import Callable
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString

from essex_portal.ui.tables import CodeColumn, DayColumn, MoneyColumn, PortalTable
from traded_assessment.ageing import AgedRow, Bucket
from traded_assessment.debt_tables import linked

Address = Callable[..., str]
"""Of the rows behind a figure: `address(key=…, bucket=…)`."""


class FigureColumn(MoneyColumn):
    """A sum that opens the invoices behind it; a sum of nothing opens nothing."""

    def __init__(self, bucket: Bucket | None, **kwargs: Any) -> None:
        accessor = f"amounts__{bucket}" if bucket else "total"
        super().__init__(**{"accessor": accessor, "verbose_name": bucket.words if bucket else "Total"} | kwargs)
        self.bucket = bucket

    def render(self, value: Any, record: AgedRow, table: "AgedDebtTable") -> str | SafeString:
        words = super().render(value)
        if not value:
            return format_html('<span class="portal-muted">{}</span>', words)
        about = f"{record.name}, {self.verbose_name}"
        address = table.address(key=record.key, bucket=self.bucket or "")
        return format_html(
            '<a class="govuk-link" href="{}">{}<span class="govuk-visually-hidden">: {}</span></a>',
            address,
            words,
            about,
        )


class AgedDebtTable(PortalTable):
    """Rows of `ageing.AgedRow`; `address` gives the page behind a figure, `heading` says what a row is."""

    caption = "Aged debt"
    caption_hidden = True
    row_header = "name"

    name = tables.Column()
    not_due = FigureColumn(Bucket.NOT_DUE)
    to_30 = FigureColumn(Bucket.TO_30)
    to_60 = FigureColumn(Bucket.TO_60)
    to_90 = FigureColumn(Bucket.TO_90)
    older = FigureColumn(Bucket.OLDER)
    in_credit = FigureColumn(Bucket.IN_CREDIT)
    total = FigureColumn(None)

    class Meta:
        empty_text = "Nothing was owed on that day."

    def __init__(self, *args: Any, address: Address, heading: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.address = address
        self.columns["name"].column.verbose_name = heading


class DebtTable(PortalTable):
    caption = "Invoices"
    caption_hidden = True
    row_header = "number"

    number = CodeColumn(verbose_name="Invoice")
    school = tables.Column(verbose_name="School")
    payer = tables.Column(verbose_name="Payer")
    issued_on = DayColumn(verbose_name="Issued")
    due_on = DayColumn(verbose_name="Pay by")
    gross = MoneyColumn(verbose_name="Total")
    owed = MoneyColumn(verbose_name="Owed on that day")

    class Meta:
        empty_text = "No invoice is behind this figure."

    def render_number(self, value: str) -> SafeString:
        return linked("invoice", value, value)

    def render_payer(self, value: str, record: Any) -> SafeString:
        return linked("statement", record.payer_id, value, ": statement")
