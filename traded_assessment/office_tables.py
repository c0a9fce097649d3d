"""Tables of the training office."""

from datetime import datetime
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from essex_portal.ui.tables import (
    CodeColumn,
    DayColumn,
    MomentColumn,
    NumberColumn,
    PortalTable,
    SelectColumn,
    TagColumn,
)
from essex_portal.ui.words import counted, date_words, time_words
from traded_assessment.models import Attendee, Course, Package, PriceList, PriceRequest, TrainingSession
from traded_assessment.states import Attendance, PriceRequestState, Product
from traded_assessment.templatetags.training import places

ATTENDANCE_TONES = {Attendance.ATTENDED: "good", Attendance.ABSENT: "warn", Attendance.NOT_RECORDED: "neutral"}
LINK = '<a class="govuk-link" href="{}">{}</a>'
TAG = '<strong class="govuk-tag portal-tag--{}">{}</strong>'
REQUEST_TONES = {
    PriceRequestState.ASKED: "warn",
    PriceRequestState.PRICED: "good",
    PriceRequestState.DECLINED: "neutral",
}


def link(route: str, key: object, words: object) -> SafeString:
    return format_html(LINK, reverse(f"traded_assessment:{route}", args=[key]), words)


class SessionTable(PortalTable):
    """`now` decides what a session is to a buyer."""

    caption = "Sessions"
    caption_hidden = True
    row_header = "course"

    selected = SelectColumn(label="course__title")
    starts_at = CodeColumn(verbose_name="Date")
    time = tables.Column(accessor="starts_at", verbose_name="Time", orderable=False)
    course = tables.Column(accessor="course__title", verbose_name="Course")
    kind = CodeColumn(accessor="course__product", verbose_name="Sold as")
    places_sold = NumberColumn(verbose_name="Sold")
    capacity = NumberColumn(verbose_name="Places")
    schools_waiting = NumberColumn(verbose_name="Waiting")
    state = tables.Column(verbose_name="For schools", empty_values=(), orderable=False)

    class Meta:
        empty_text = "There are no sessions here yet. Add the first one."

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now

    def render_starts_at(self, value: datetime) -> str:
        return f"{timezone.localtime(value):%a} {date_words(value)}"

    def render_kind(self, record: TrainingSession) -> str:
        return "Event" if record.course.product == Product.EVENT else "Package"

    def render_time(self, value: datetime) -> str:
        return time_words(value)

    def render_course(self, record: TrainingSession) -> SafeString:
        return link("office_session", record.pk, record.course.title)

    def render_schools_waiting(self, record: TrainingSession, value: int) -> SafeString | str:
        return link("office_waiting_list", record.pk, counted(value, "school,schools")) if value else ""

    def render_state(self, record: TrainingSession) -> str:
        return places(record.availability_at(self.now), record.places_left)


class AttendeeTable(PortalTable):
    caption = "People with a place"
    row_header = "name"

    school = tables.Column(accessor="booking__school__name", verbose_name="School")
    name = tables.Column(verbose_name="Name")
    job_title = tables.Column(verbose_name="Role", default="")
    email = tables.Column(verbose_name="Email", default="")
    attendance = TagColumn(verbose_name="Attendance", tones=ATTENDANCE_TONES)
    booked_by = tables.Column(accessor="booking__order__placed_by", verbose_name="Booked by", orderable=False)
    order = CodeColumn(accessor="booking__order__reference", verbose_name="Order")

    class Meta:
        empty_text = "Nobody has booked yet."

    def render_order(self, record: Attendee) -> SafeString:
        reference = record.booking.order.reference
        return link("order", reference, reference)


class CourseTable(PortalTable):
    caption = "Courses"
    caption_hidden = True

    title = tables.Column(verbose_name="Title")
    product = tables.Column(verbose_name="Sold as")
    minutes = NumberColumn(verbose_name="Minutes")
    session_count = NumberColumn(verbose_name="Sessions")
    last_at = DayColumn(verbose_name="Last session", default="")

    class Meta:
        empty_text = "There are no courses yet. Add the first one, then its sessions."

    def render_title(self, record: Course) -> SafeString:
        return link("change_course", record.pk, record.title)


class PackageTable(PortalTable):
    caption = "Packages"
    caption_hidden = True

    academic_year = CodeColumn(verbose_name="Year")
    name = tables.Column(verbose_name="Name")
    first_on = DayColumn(verbose_name="First day")
    last_on = DayColumn(verbose_name="Last day")
    sessions_included = NumberColumn(verbose_name="Sessions")
    staff_per_session = NumberColumn(verbose_name="Staff at each")
    subscription_count = NumberColumn(verbose_name="Subscriptions")

    class Meta:
        empty_text = "There is no package yet. Schools can subscribe once you add one."

    def render_academic_year(self, record: Package) -> SafeString:
        return link("change_package", record.pk, record.academic_year)


class PriceListTable(PortalTable):
    """`in_force` is the id of the list that applies today."""

    caption = "Price lists"
    caption_hidden = True

    name = tables.Column(verbose_name="Price list")
    valid_from = DayColumn(verbose_name="First day")
    version = NumberColumn(verbose_name="Version")
    state = tables.Column(accessor="published_at", verbose_name="State", empty_values=(), orderable=False)
    published_at = MomentColumn(verbose_name="Published", default="")
    published_by = tables.Column(verbose_name="By", default="", orderable=False)

    class Meta:
        empty_text = "There is no price list yet."

    def __init__(self, *args: Any, in_force: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.in_force = in_force

    def render_name(self, record: PriceList) -> SafeString:
        return link("price_list", record.pk, record.name)

    def render_state(self, record: PriceList) -> SafeString:
        if record.published_at is None:
            return format_html(TAG, "warn", "Draft")
        if record.pk == self.in_force:
            return format_html(TAG, "good", "In force")
        return format_html(TAG, "neutral", "Published")


class PriceRequestTable(PortalTable):
    caption = "Price requests"
    caption_hidden = True
    row_header = "school"

    asked_at = MomentColumn(verbose_name="Asked")
    school = tables.Column(accessor="school__name", verbose_name="School")
    type = tables.Column(accessor="school__school__type__name", verbose_name="Type")
    asked_by = tables.Column(verbose_name="Asked by", orderable=False)
    state = TagColumn(verbose_name="State", tones=REQUEST_TONES)
    decided_at = MomentColumn(verbose_name="Answered", default="")
    valid_to = DayColumn(verbose_name="Price until", default="")

    class Meta:
        empty_text = (
            "No school has asked for a price yet. Independent schools and colleges in Essex ask when they book."
        )

    def render_school(self, record: PriceRequest) -> SafeString:
        return link("price_request", record.pk, record.school.name)
