"""Tables of schools that nobody works with."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from essex_portal.ui.tables import CodeColumn, DayColumn, PortalTable
from partnerships.queries.isolation import Isolated


class IsolatedTable(PortalTable):
    caption = "Schools that nobody works with"
    caption_hidden = True

    school = tables.Column(verbose_name="School", order_by=("school__name",))
    urn = CodeColumn(accessor="school__school__urn", verbose_name="URN")
    phase = tables.Column(accessor="school__school__phase", verbose_name="Phase", default="")
    district = tables.Column(accessor="school__school__district__name", verbose_name="District", default="")
    why = tables.Column(verbose_name="Why it is here")
    partnerships = tables.Column(verbose_name="Partnerships", default="")
    last_met = DayColumn(verbose_name="Last met", default="Never written down")

    class Meta:
        empty_text = "Every school of this quadrant is in a partnership that has met within a year."

    def render_school(self, record: Isolated) -> SafeString:
        page = reverse("organisations:school", args=[record.school.school.urn])
        return format_html('<a class="govuk-link" href="{}">{}</a>', page, record.school.name)
