"""Tables of what schools have not used of their subscriptions."""

import django_tables2 as tables

from essex_portal.ui.tables import MoneyColumn, NumberColumn, PortalTable


class SchoolUseTable(PortalTable):
    """One school a row; the rows are passports."""

    caption = "Schools"
    caption_hidden = True

    school = tables.Column(accessor="subscription__school__name", verbose_name="School")
    taken = NumberColumn(verbose_name="Used or booked")
    open = NumberColumn(verbose_name="Still open")
    worth_open = MoneyColumn(verbose_name="Worth, still open")
    lost = NumberColumn(verbose_name="Lost")
    worth_lost = MoneyColumn(verbose_name="Worth, lost")

    class Meta:
        empty_text = "No school here has a subscription for this year."
        order_by = "-worth_open"
