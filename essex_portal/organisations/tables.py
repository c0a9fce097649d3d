"""Tables of schools, imports, term dates and districts."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from essex_portal.jobs.states import JobState
from essex_portal.organisations.models import District, HalfTermDates, Organisation, RegisterImport
from essex_portal.organisations.states import OPEN_STATUSES
from essex_portal.school_calendar import SchoolCalendar
from essex_portal.ui.tables import CodeColumn, DayColumn, MomentColumn, NumberColumn, PortalTable

LINK = '<a class="govuk-link" href="{}">{}</a>'
CHANGE = (
    '<a class="govuk-link govuk-link--no-visited-state" href="{}">Change'
    '<span class="govuk-visually-hidden"> {}</span></a>'
)
TAG = '<strong class="govuk-tag portal-tag--{}">{}</strong>'
STATES = {
    JobState.PENDING: ("info", "Waiting to start"),
    JobState.RUNNING: ("info", "Under way"),
    JobState.READY: ("good", "Done"),
    JobState.FAILED: ("bad", "Refused or failed"),
}


class SchoolTable(PortalTable):
    caption = "Schools found"
    caption_hidden = True

    name = tables.Column(verbose_name="School")
    urn = CodeColumn(accessor="school__urn", verbose_name="URN")
    type = tables.Column(accessor="school__type__name", verbose_name="Type")
    phase = tables.Column(accessor="school__phase", verbose_name="Phase", default="")
    town = tables.Column(accessor="school__town", verbose_name="Town", default="")
    postcode = CodeColumn(accessor="school__postcode", verbose_name="Postcode", default="")
    district = tables.Column(accessor="school__district__name", verbose_name="District", default="")
    quadrant = CodeColumn(accessor="school__district__quadrant__name", verbose_name="Quadrant", default="")

    class Meta:
        orderable = False  # the closest match comes first

    def render_name(self, record: Organisation) -> SafeString:
        link = format_html(LINK, reverse("organisations:school", args=[record.school.urn]), record.name)
        if record.school.status in OPEN_STATUSES:
            return link
        return format_html("{} {}", link, format_html(TAG, "neutral", record.school.get_status_display()))


class ImportTable(PortalTable):
    caption = "Imports so far"

    filename = tables.Column(verbose_name="File")
    as_of = DayColumn(verbose_name="Register of", default="")
    created_at = MomentColumn(verbose_name="Imported")
    state = tables.Column(verbose_name="State")
    changes = NumberColumn(empty_values=(), verbose_name="Schools changed", orderable=False)
    rejected_count = NumberColumn(empty_values=(), verbose_name="Rows rejected", orderable=False)

    class Meta:
        empty_text = "No register has been imported yet."

    def render_filename(self, record: RegisterImport) -> SafeString:
        return format_html(LINK, reverse("organisations:import", args=[record.pk]), record.filename)

    def render_state(self, record: RegisterImport) -> SafeString:
        tag = format_html(TAG, *STATES[JobState(record.state)])
        return format_html("{} dry run", tag) if record.dry_run else tag

    def render_changes(self, record: RegisterImport) -> str:
        return _number(record, "added", "opened", "closed", "reopened", "updated")

    def render_rejected_count(self, record: RegisterImport) -> str:
        return _number(record, "rejected")


class HalfTermTable(PortalTable):
    """One academic year."""

    number = tables.Column(verbose_name="Term")
    name = tables.Column(verbose_name="Half term")
    first_on = DayColumn(verbose_name="First day")
    last_on = DayColumn(verbose_name="Last day")
    school_days = NumberColumn(empty_values=(), verbose_name="School days")
    provisional = tables.Column(verbose_name="State")
    change = tables.Column(empty_values=(), verbose_name="Actions")

    class Meta:
        orderable = False

    def __init__(self, *args: Any, year: str, known: SchoolCalendar, **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"{year.replace('/', '-')}-", **kwargs)
        self.caption = year  # type: ignore[misc]
        self.known = known

    def render_school_days(self, record: HalfTermDates) -> str:
        return f"{len(self.known.school_days(record.first_on, record.last_on))}"

    def render_provisional(self, value: bool) -> SafeString:
        return format_html(TAG, *(("warn", "Provisional") if value else ("good", "Published")))

    def render_change(self, record: HalfTermDates) -> SafeString:
        return format_html(CHANGE, reverse("organisations:half_term", args=[record.pk]), record)


class DistrictTable(PortalTable):
    caption = "Districts"
    caption_hidden = True

    name = tables.Column(verbose_name="District")
    schools = NumberColumn(verbose_name="Open schools")
    quadrant = tables.Column(verbose_name="Quadrant", default="None", order_by=("quadrant__name", "name"))
    change = tables.Column(empty_values=(), verbose_name="Actions", orderable=False)

    class Meta:
        order_by = ("quadrant", "name")

    def render_change(self, record: District) -> SafeString:
        return format_html(
            CHANGE, reverse("organisations:district", args=[record.pk]), f"the quadrant of {record.name}"
        )


def _number(record: RegisterImport, *keys: str) -> str:
    return f"{sum(record.outcome.get(key, 0) for key in keys):,}" if record.outcome else ""
