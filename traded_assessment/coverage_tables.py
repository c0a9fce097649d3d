"""Tables of who is trained."""

from collections.abc import Mapping
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from essex_portal.ui.tables import NumberColumn, PortalTable
from traded_assessment.office_tables import LINK, TAG
from traded_assessment.queries.coverage import GroupCount, SchoolCoverage
from traded_assessment.states import Coverage

TONES = {Coverage.NOBODY: "bad", Coverage.BOOKED: "warn", Coverage.TRAINED: "good"}


class GroupTable(PortalTable):
    """`address` is what is asked, as the fields of an address; each figure opens its schools."""

    caption = "Schools by group"
    caption_hidden = True

    group = tables.Column(accessor="group__name")
    schools = NumberColumn(verbose_name="Schools")
    trained = NumberColumn(verbose_name="Trained")
    booked = NumberColumn(verbose_name="Booked")
    nobody = NumberColumn(verbose_name="Nobody")
    share = NumberColumn(verbose_name="Trained or booked")

    class Meta:
        orderable = False
        empty_text = "No school of the county has to carry out this duty."

    def __init__(self, *args: Any, address: Mapping[str, str], words: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.address = address
        self.columns["group"].column.verbose_name = words

    def render_group(self, record: GroupCount) -> SafeString:
        return self._link(record, "", record.group.name)

    def render_trained(self, record: GroupCount) -> SafeString:
        return self._link(record, Coverage.TRAINED, record.trained)

    def render_booked(self, record: GroupCount) -> SafeString:
        return self._link(record, Coverage.BOOKED, record.booked)

    def render_nobody(self, record: GroupCount) -> SafeString:
        return self._link(record, Coverage.NOBODY, record.nobody)

    def render_share(self, value: int) -> str:
        return f"{value}%"

    def _link(self, record: GroupCount, state: str, words: object) -> SafeString:
        address = urlencode({**self.address, "group": record.group.key, "state": state})
        return format_html(LINK, f"?{address}#schools", words)


class SchoolCoverageTable(PortalTable):
    caption = "Schools"
    caption_hidden = True
    row_header = "school"

    school = tables.Column(accessor="school__name", verbose_name="School")
    group = tables.Column(accessor="in_words")
    trained = NumberColumn(verbose_name="Attended")
    booked = NumberColumn(verbose_name="Booked")
    state = tables.Column(verbose_name="Who is trained", orderable=False)

    class Meta:
        empty_text = "No school is in this part of the county and this state."

    def __init__(self, *args: Any, words: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns["group"].column.verbose_name = words

    def render_school(self, record: SchoolCoverage) -> SafeString:
        address = reverse("organisations:school", args=[record.school.school.urn])
        return format_html(LINK, address, record.school.name)

    def render_state(self, value: Coverage) -> SafeString:
        return format_html(TAG, TONES[value], value.label)
