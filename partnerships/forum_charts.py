"""Pictures of forums."""

from collections.abc import Sequence

from django.utils.safestring import SafeString

from essex_portal.ui.charts import Series, stacked_bar_chart
from essex_portal.ui.words import date_words
from partnerships.forum_report import Held


def attendance_chart(held: Sequence[Held]) -> SafeString | str:
    """Who came to each meeting; nothing without one."""
    if not held:
        return ""
    return stacked_bar_chart(
        key="attendance",
        title="Attendance",
        description="For each meeting how many schools of the list came, and how many others.",
        categories=[date_words(one.on) for one in held],
        series=[
            Series("Schools of the list", [one.schools for one in held]),
            Series("Others", [one.others for one in held]),
        ],
    )
