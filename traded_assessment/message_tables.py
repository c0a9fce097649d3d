"""Tables of what the training office wrote."""

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString

from essex_portal.jobs.states import JobState
from essex_portal.ui.tables import MomentColumn, NumberColumn, PortalTable
from traded_assessment.models import OfficeMessage, OfficeMessageRecipient
from traded_assessment.office_tables import TAG, link

MAIL_TAGS = {JobState.READY: ("good", "Sent"), JobState.FAILED: ("bad", "Not sent")}
WAITING = ("neutral", "Waiting to be sent")


class MessageTable(PortalTable):
    caption = "Messages"
    caption_hidden = True
    row_header = "subject"

    sent_at = MomentColumn(verbose_name="Sent")
    subject = tables.Column(verbose_name="Subject")
    about = tables.Column(verbose_name="To")
    people = NumberColumn(verbose_name="People")
    sent_by = tables.Column(verbose_name="By", orderable=False)

    class Meta:
        empty_text = "Nothing was sent yet. Write to the people of a session from its page, or from the coverage map."

    def render_subject(self, record: OfficeMessage) -> SafeString:
        return link("office_message", record.pk, record.subject)


class RecipientTable(PortalTable):
    caption = "Who got it"
    row_header = "address"

    school = tables.Column(accessor="school__name", verbose_name="School")
    address = tables.Column(verbose_name="Email")
    part = tables.Column(verbose_name="As")
    mail = tables.Column(accessor="mail__state", verbose_name="Mail")

    def render_mail(self, record: OfficeMessageRecipient) -> SafeString:
        return format_html(TAG, *MAIL_TAGS.get(JobState(record.mail.state), WAITING))
