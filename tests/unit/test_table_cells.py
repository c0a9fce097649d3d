"""The fast cells say what django-tables2's own would say, whatever the column and the record."""

from dataclasses import dataclass
from decimal import Decimal

import django_tables2 as tables
import pytest
from django.utils.html import conditional_escape, format_html

from essex_portal.organisations.models import EstablishmentType, Organisation, SchoolDetails
from essex_portal.organisations.states import OrganisationKind
from essex_portal.ui.cells import cell_maker
from essex_portal.ui.tables import MoneyColumn, PortalTable


class ModelTable(PortalTable):
    urn = tables.Column()
    words = tables.Column(accessor="organisation__kind")
    type_name = tables.Column(accessor="type__name")
    kind = tables.Column(accessor="organisation__name", linkify=lambda record: f"/schools/{record.urn}/")
    status = tables.Column()
    called = tables.Column(accessor="__str__")
    method = tables.Column(accessor="natural_words")
    phase = tables.Column(default="Not known")
    missing = tables.Column(accessor="no_such_thing")
    town = tables.Column(empty_values=())
    street = tables.TemplateColumn("<b>{{ value }}</b>")

    def render_town(self, record, bound_column, table):
        return format_html("<i>{}</i>", record.town) if table and bound_column else ""


class DictTable(PortalTable):
    name = tables.Column()
    cost = MoneyColumn()
    whole = tables.Column(accessor="name")

    def render_whole(self, **everything):
        return f"{everything['value']} {len(everything)}"


@dataclass
class Row:
    name: str
    cost: Decimal | None


def school(**values):
    organisation = Organisation(kind=OrganisationKind.SCHOOL, name="St Mary’s & <Joseph>")
    details = SchoolDetails(
        organisation=organisation, urn=115000, type=EstablishmentType(name="Academy <1>"), status=1, **values
    )
    details.natural_words = lambda: "called & escaped"
    return details


@pytest.mark.parametrize(
    ("table", "records"),
    [
        (ModelTable, [school(phase="Primary", town="A & B", street="<High> Street"), school()]),
        (DictTable, [{"name": "<one>", "cost": Decimal("55")}, {"name": "", "cost": None}]),
        (DictTable, [Row("<one>", Decimal("-1234.5")), Row("two", None)]),
    ],
)
def test_each_cell_is_the_librarys_own(table, records):
    made = table(records)
    for row in made.rows:
        for column in made.columns:
            expected = conditional_escape(row.get_cell(column.name))
            assert cell_maker(column, "<td>", "</td>")(row) == f"<td>{expected}</td>", column.name


def test_what_people_typed_is_escaped():
    [row] = DictTable([{"name": "<script>", "cost": None}]).body()
    assert "&lt;script&gt;" in row
    assert "<script>" not in row
