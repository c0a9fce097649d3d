"""The tracker's list: a row an action, as it was seen at the page's moment."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import django_tables2 as tables
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from essex_portal.tracker.models import ActionVersion
from essex_portal.tracker.queries import ActionRow, rows_of
from essex_portal.tracker.queries.disagreements import rows_judged
from essex_portal.tracker.queries.standings import Standing
from essex_portal.tracker.states import RatingKind
from essex_portal.ui.tables import DayColumn, NumberColumn, PortalTable
from essex_portal.ui.words import date_words

PER_PAGE = 50
TONES = {
    RatingKind.COMPLETE: "info",
    RatingKind.ON_TRACK: "good",
    RatingKind.SLIPPING: "warn",
    RatingKind.OFF_TRACK: "bad",
    RatingKind.NOT_DUE: "neutral",
}


def tag(tone: str, words: str) -> SafeString:
    return format_html('<strong class="govuk-tag portal-tag--{}">{}</strong>', tone, words)


class _Seen(tables.Column):
    """A column that asks the whole row, which the table has loaded for its page."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"empty_values": (), "orderable": False} | kwargs)

    def render(self, record: ActionVersion, table: "ActionTable") -> str:
        return self.words(table.seen[record.pk])

    def words(self, row: ActionRow) -> str:
        raise NotImplementedError


class LeadColumn(_Seen):
    def words(self, row: ActionRow) -> str:
        offices = "; ".join(party.office for party in row.parts.leads)
        if not row.parts.is_unowned:
            return offices
        note = tag("warn", "Unowned")
        return format_html("{} {}", offices, note) if offices else note


class RatingColumn(_Seen):
    """The declared rating, and the facts beside it where they say otherwise."""

    def words(self, row: ActionRow) -> str:
        if row.latest is None:
            return "Not rated"
        declared = tag(row.latest.delivery.tone, row.latest.delivery.name)
        if not row.is_contradicted:
            return declared
        judged = tag(TONES[row.judgement.kind], f"Facts: {row.judgement.kind.label.split(',')[0].lower()}")
        return format_html("{} {}", declared, judged)

    def order(self, queryset: QuerySet[ActionVersion], is_descending: bool) -> tuple[QuerySet[ActionVersion], bool]:
        sign = "-" if is_descending else ""
        return queryset.order_by(f"{sign}rating_order", "of__reference", "pk"), True


class DueColumn(DayColumn):
    def render(self, record: ActionVersion, value: Any, table: "ActionTable") -> str:
        words = date_words(value)
        return format_html("{} {}", words, tag("bad", "Overdue")) if table.seen[record.pk].is_overdue else words

    def order(self, queryset: QuerySet[ActionVersion], is_descending: bool) -> tuple[QuerySet[ActionVersion], bool]:
        due = Coalesce(F("forecast_on"), F("baseline_on"))
        ordered = due.desc(nulls_last=True) if is_descending else due.asc(nulls_last=True)
        return queryset.order_by(ordered, "pk"), True


class ActionTable(PortalTable):
    """Over `versions_as_at`. After it is configured, `load(moment)` reads what belongs to the rows of its page."""

    caption = "Actions"
    caption_hidden = True
    row_header = "title"

    reference = tables.Column(
        accessor="of__reference", verbose_name="Reference", order_by=("of__workstream__number", "of__number")
    )
    title = tables.Column(verbose_name="Action")
    lead = LeadColumn(verbose_name="Lead")
    quadrant = tables.Column(accessor="quadrant__name", verbose_name="Where", default="County")
    rating = RatingColumn(verbose_name="Rating", orderable=True)
    due_on = DueColumn(accessor="due_on", verbose_name="Expected")
    slippage_days = NumberColumn(verbose_name="Days slipped", orderable=False)
    spoken_at = DayColumn(verbose_name="Last update", default="None yet")

    class Meta:
        empty_text = "No action matches. Change the filters, or clear them."
        order_by = ()

    seen: dict[int, ActionRow]

    def __init__(self, *args: Any, day: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day = day

    def load(self, moment: datetime, judged: Mapping[int, Standing] | None = None) -> None:
        """`judged`: how the actions stood, where that is known."""
        versions: list[ActionVersion] = [row.record for row in self.paginated_rows]
        rows = rows_of(versions, moment, whole=False) if judged is None else rows_judged(versions, moment, judged)
        self.seen = {row.version.pk: row for row in rows}

    def render_title(self, record: ActionVersion, value: str) -> str:
        address = reverse("tracker:action", args=[record.of.programme.slug, record.of.reference])
        return format_html('<a href="{}{}">{}</a>', address, self.day, value)

    def render_slippage_days(self, value: int) -> str:
        return f"{value:,}" if value > 0 else "0" if value == 0 else f"−{-value:,}"
