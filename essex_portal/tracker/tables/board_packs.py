"""The list of board packs."""

import django_tables2 as tables

from essex_portal.tracker.models import BoardPack
from essex_portal.ui.tables import DayColumn, MomentColumn, PortalTable


class BoardPackTable(PortalTable):
    caption = "Board packs"
    caption_hidden = True

    title = tables.Column(linkify=("tracker:board_pack", [tables.A("pk")]))
    as_at = DayColumn(verbose_name="As at")
    since = DayColumn(verbose_name="Changes since", default="Not told")
    made_at = MomentColumn(verbose_name="Made")
    sent_at = MomentColumn(verbose_name="Sent", default="Not sent")

    class Meta:
        model = BoardPack
        fields = ("title", "as_at", "since", "made_at", "sent_at")
        order_by = ()
        empty_text = "No pack has been made yet. Make one in a single press: it tells how every programme stands."
