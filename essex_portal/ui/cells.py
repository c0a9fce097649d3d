"""The cells of a table as HTML. What django-tables2 works out anew for each cell is worked out once a column here."""

from collections.abc import Callable
from html import escape
from typing import Any

from django.db.models import Model
from django.utils.html import conditional_escape
from django_tables2 import ManyToManyColumn
from django_tables2.columns.linkcolumn import BaseLinkColumn
from django_tables2.utils import signature

Maker = Callable[[Any], Any]


def cell_maker(column: Any, start: str, end: str) -> Callable[[Any], str]:
    """A function that makes the column's cell of a row, between the start tag and the end tag."""
    content_of = _content_maker(column)
    return lambda row: f"{start}{escaped(content_of(row))}{end}"


def escaped(content: Any) -> str:
    """Safe as HTML. Plain text, which most cells are, goes without Django's detour for lazy words."""
    return escape(content) if type(content) is str else conditional_escape(content)


def _content_maker(column: Any) -> Maker:
    """The cell's content: as django-tables2 makes it, but a model's own attribute is read without detours."""
    render = _renderer(column)

    def as_the_library_does(row: Any) -> Any:
        return row._get_and_render_with(column, lambda _, value=None: render(row, value), column.default)

    if not _is_attribute(column):
        return as_the_library_does
    name, empty_values = str(column.accessor), column.column.empty_values

    def content_of(row: Any) -> Any:
        if not isinstance(row.record, Model):
            return as_the_library_does(row)
        value = _value_of(row.record, name)
        return column.default if value in empty_values else render(row, value)

    return content_of


def _renderer(column: Any) -> Callable[[Any, Any], Any]:
    """The column's `render` and link, called with what they ask for."""
    wanted, takes_all = signature(column.render)
    if tuple(wanted) == ("value",) and not takes_all and not column.link:
        return lambda row, value: column.render(value=value)

    def render(row: Any, value: Any) -> Any:
        offered = {
            "value": value,
            "record": row.record,
            "column": column.column,
            "bound_column": column,
            "bound_row": row,
            "table": row.table,
        }
        content = column.render(**(offered if takes_all else {name: offered[name] for name in wanted}))
        return column.link(content, **offered) if column.link else content

    return render


def _is_attribute(column: Any) -> bool:
    special = isinstance(column.column, BaseLinkColumn | ManyToManyColumn)
    return not special and "__" not in str(column.accessor)


def _value_of(record: Model, name: str) -> Any:
    """What is shown of an attribute: the words of a choice, the result of a method."""
    display = getattr(record, f"get_{name}_display", None)
    value = display() if display else getattr(record, name, None)
    return value() if callable(value) and not getattr(value, "do_not_call_in_templates", False) else value
