"""Tables in GOV.UK markup: sortable without JavaScript, figures aligned, filters kept in the address."""

from collections.abc import Iterator
from typing import Any, ClassVar

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from essex_portal import money
from essex_portal.ui import words
from essex_portal.ui.cells import cell_maker, escaped


class PortalTable(tables.Table):
    """The base of the portal's tables. `caption` says what is listed; it also names the scrolling region."""

    caption: ClassVar[str] = ""
    caption_hidden: ClassVar[bool] = False
    row_header: ClassVar[str] = ""  # the column that names the row; the first one when empty

    @property
    def caption_id(self) -> str:
        return f"{self.prefix}table-caption"

    def heads(self) -> Iterator[tuple[Any, str, str]]:
        """Each column with its heading's class and, for the one that the rows are sorted by first, its direction."""
        first = self.order_by[0] if self.order_by else ""
        for column in self.columns:
            direction = "descending" if str(first).startswith("-") else "ascending"
            sorted_by = str(first).removeprefix("-") == column.name
            yield column, _class("govuk-table__header", column), direction if sorted_by else ""

    def body(self) -> Iterator[SafeString]:
        """Each row's cells as HTML, which their makers have escaped."""
        makers = [cell_maker(column, *self._tags(column)) for column in self.columns]
        for row in self.paginated_rows:
            yield SafeString("".join([make(row) for make in makers]))

    def feet(self) -> Iterator[tuple[Any, str]]:
        for column in self.columns:
            yield column.footer, _class("govuk-table__cell", column)

    def _tags(self, column: Any) -> tuple[str, str]:
        if column.name == self._row_header_name():
            start = format_html('<th scope="row" class="{}">', _class("govuk-table__header", column))
            return start, mark_safe("</th>")
        return format_html('<td class="{}">', _class("govuk-table__cell", column)), mark_safe("</td>")

    def _row_header_name(self) -> str:
        named = (column.name for column in self.columns if not isinstance(column.column, SelectColumn))
        return self.row_header or next(named, "")


def _class(base: str, column: Any) -> str:
    numeric = f" {base}--numeric" if getattr(column.column, "numeric", False) else ""
    nowrap = " portal-nowrap" if getattr(column.column, "nowrap", False) else ""
    screen_only = " portal-no-print" if isinstance(column.column, SelectColumn) else ""
    return f"{base}{numeric}{nowrap}{screen_only}"


class NumberColumn(tables.Column):
    """Right aligned, with figures of one width."""

    numeric = nowrap = True

    def render(self, value: Any) -> str:
        return f"{value:,}"


class CodeColumn(tables.Column):
    """A number or code that is never broken across lines, such as an invoice number."""

    nowrap = True


class MoneyColumn(NumberColumn):
    """Pounds, always with pence so that the figures stand under one another."""

    def render(self, value: money.Money) -> str:
        return f"{'−' if value < 0 else ''}£{abs(money.money(value)):,.2f}"


class DayColumn(tables.Column):
    """`14 March 2022`"""

    nowrap = True

    def render(self, value: Any) -> str:
        return words.date_words(value)


class MomentColumn(tables.Column):
    """`14 March 2022 at 4pm`"""

    def render(self, value: Any) -> str:
        return words.moment_words(value)


class TagColumn(tables.Column):
    """A status: the words of the choice, in the tone that `tones` gives for its value."""

    def __init__(self, *args: Any, tones: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tones = tones

    def render(self, value: Any, record: Any, bound_column: Any) -> str:
        tone = self.tones.get(str(bound_column.accessor.resolve(record)), "neutral")
        return format_html('<strong class="govuk-tag portal-tag--{}">{}</strong>', tone, value)

    def value(self, value: Any) -> str:
        return str(value)


class SelectColumn(tables.Column):
    """A checkbox a row for bulk actions, posted as `selected`. `label` is the accessor of the row's name."""

    def __init__(self, *, label: str, name: str = "selected", **kwargs: Any) -> None:
        super().__init__(**{"accessor": "pk", "verbose_name": "Select", "orderable": False} | kwargs)
        self._label, self.name = tables.A(label), name

    def render(self, value: Any, record: Any) -> str:
        name, key, label = escaped(self.name), escaped(str(value)), escaped(str(self._label.resolve(record)))
        return SafeString(
            '<div class="govuk-checkboxes govuk-checkboxes--small"><div class="govuk-checkboxes__item">'
            f'<input class="govuk-checkboxes__input" type="checkbox" id="{name}-{key}" name="{name}" value="{key}">'
            f'<label class="govuk-label govuk-checkboxes__label" for="{name}-{key}">'
            f'<span class="govuk-visually-hidden">Select {label}</span></label></div></div>'
        )
