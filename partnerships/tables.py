"""Tables of the directory's office pages."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from essex_portal.ui.tables import DayColumn, MomentColumn, PortalTable, TagColumn
from partnerships.models import MembershipProposal
from partnerships.states import ProposalState

LINK = '<a class="govuk-link" href="{}">{}</a>'
PROPOSAL_TONES = {
    ProposalState.ASKED.value: "info",
    ProposalState.ACCEPTED.value: "good",
    ProposalState.REFUSED.value: "bad",
    ProposalState.WITHDRAWN.value: "neutral",
}


class ProposalTable(PortalTable):
    """What schools propose; each row leads to its answer."""

    caption = "Proposals"
    caption_hidden = True

    school = tables.Column(verbose_name="School", order_by=("school__name",))
    change = tables.Column(verbose_name="Change")
    partnership = tables.Column(verbose_name="Partnership", order_by=("partnership__name",))
    from_on = DayColumn(verbose_name="From")
    asked_at = MomentColumn(verbose_name="Proposed")
    state = TagColumn(tones=PROPOSAL_TONES, verbose_name="State")

    class Meta:
        empty_text = "No school has proposed a change."

    def render_school(self, record: MembershipProposal, value: Any) -> SafeString:
        return format_html(LINK, reverse("partnerships:proposal", args=[record.pk]), value)


class OwnProposalTable(ProposalTable):
    """What one school has proposed."""

    caption = "What you have proposed"
    row_header = "partnership"

    class Meta:
        exclude = ("school",)
        sequence = ("partnership", "...")
        orderable = False

    def render_partnership(self, record: MembershipProposal, value: Any) -> SafeString:
        return format_html(LINK, reverse("partnerships:proposal", args=[record.pk]), value)
