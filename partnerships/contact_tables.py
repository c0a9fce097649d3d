"""Tables of contacts."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from essex_portal.ui.tables import CodeColumn, DayColumn, PortalTable
from partnerships.queries.offices import Contact

TAG = '<strong class="govuk-tag portal-tag--{}">{}</strong>'
WAY = (
    '<a class="govuk-link govuk-link--no-visited-state" href="{}">{}<span class="govuk-visually-hidden"> {}</span></a>'
)


class ContactTable(PortalTable):
    """`kept` are the numbers of the places whose contacts the person keeps."""

    caption = "Contacts"
    caption_hidden = True

    office = tables.Column(accessor="holder__office__name", verbose_name="Office")
    where = tables.Column(verbose_name="For")
    name = tables.Column(accessor="holder__name", verbose_name="Name", default="")
    email = tables.Column(accessor="holder__email", verbose_name="Email", default="")
    telephone = CodeColumn(accessor="holder__telephone", verbose_name="Telephone", default="")
    confirmed_on = DayColumn(accessor="holder__confirmed_on", verbose_name="Last confirmed")
    freshness = tables.Column(verbose_name="State", orderable=False)
    change = tables.Column(empty_values=(), verbose_name="Actions", orderable=False)

    class Meta:
        empty_text = "No contact is recorded yet."

    def __init__(self, *args: Any, kept: set[int], keeps_county: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept, self.keeps_county = kept, keeps_county

    def render_email(self, value: str) -> SafeString:
        return format_html('<a class="govuk-link govuk-link--no-visited-state" href="mailto:{0}">{0}</a>', value)

    def render_freshness(self, record: Contact) -> SafeString:
        return format_html(TAG, record.freshness.tone, record.freshness.word)

    def render_change(self, record: Contact) -> SafeString | str:
        holder = record.holder
        if not (holder.place_id in self.kept if holder.place_id else self.keeps_county):
            return ""
        words = f"{holder.office}, {record.where}"
        ways = (("change_holder", "Change"), ("end_holder", "End"))
        links = format_html_join(
            " ", WAY, ((reverse(f"partnerships:{route}", args=[holder.pk]), text, words) for route, text in ways)
        )
        return format_html('<span class="portal-nowrap">{}</span>', links)
