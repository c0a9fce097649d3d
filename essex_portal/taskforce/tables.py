"""Lists of the Task Force."""

import django_tables2 as tables
from django.urls import reverse

from essex_portal.organisations.models import Organisation
from essex_portal.taskforce.models import ReadingActivity
from essex_portal.taskforce.reach import Touch
from essex_portal.ui.tables import PortalTable


class ActivityTable(PortalTable):
    """What is done for reading."""

    caption = "What is done"
    caption_hidden = True
    row_header = "title"

    title = tables.Column("What", linkify=lambda record: reverse("taskforce:activity", args=[record.pk]))
    who = tables.Column("Who does it", order_by=("organisation__name", "done_by"))
    district = tables.Column("Where", default="The whole county", accessor="district__name")
    year_group_words = tables.Column("Year groups", order_by="year_groups")
    audiences = tables.Column("For", orderable=False)

    class Meta:
        empty_text = "Nothing on the map answers this yet."

    def render_audiences(self, record: ReadingActivity) -> str:
        return ", ".join(one.name for one in record.audiences.all())


class SchoolReachTable(PortalTable):
    """Schools and whether they take part."""

    caption = "Schools"
    caption_hidden = True
    row_header = "name"

    name = tables.Column("School", linkify=lambda record: reverse("organisations:school", args=[record.school.urn]))
    quadrant = tables.Column("Quadrant", accessor="quadrant_words", orderable=False)
    district = tables.Column("District", accessor="school__district__name", default="Not known", orderable=False)
    touch = tables.Column("Takes part", accessor="touch", orderable=False)

    class Meta:
        empty_text = "No school answers this."

    def render_touch(self, value: Touch) -> str:
        return value.words

    def render_name(self, record: Organisation) -> str:
        return record.name
