"""Schools that the training office can book for."""

import django_tables2 as tables
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from essex_portal.organisations.models import Organisation
from essex_portal.ui.tables import CodeColumn, PortalTable

FORM = (
    '<form method="post" action="{}" class="portal-inline-form"><input type="hidden" name="csrfmiddlewaretoken"'
    ' value="{}"><button class="portal-link-button">Book for it<span class="govuk-visually-hidden">: {}</span></button>'
    "</form>"
)


class SchoolToBookForTable(PortalTable):
    caption = "Schools found"
    caption_hidden = True

    name = tables.Column(verbose_name="School")
    urn = CodeColumn(accessor="school__urn", verbose_name="URN")
    type = tables.Column(accessor="school__type__name", verbose_name="Type")
    town = tables.Column(accessor="school__town", verbose_name="Town", default="")
    postcode = CodeColumn(accessor="school__postcode", verbose_name="Postcode", default="")
    book = tables.Column(verbose_name="Book", empty_values=())

    class Meta:
        orderable = False  # the closest match comes first

    def render_book(self, record: Organisation) -> SafeString:
        address = reverse("traded_assessment:begin_booking_for", args=[record.pk])
        return format_html(FORM, address, get_token(self.request), record.name)
