"""Asking when: in the plan's words, by dates, or both."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from essex_portal.tracker.queries.timing import interval_of
from essex_portal.tracker.timing import UnreadableTiming
from essex_portal.ui.forms import DateField, PortalForm

WORDS_HINT = "As the plan says it, such as “summer term 2022” or “end of 2021”. It is kept as you write it."


class TimedForm(PortalForm):
    """Words are read as days by the school calendar; dates that are given win. A person may say that there are none."""

    when_words = forms.CharField(label="When, in words", max_length=200, required=False, help_text=WORDS_HINT)
    starts_on = DateField(label="First day", required=False, name="The first day")
    due_on = DateField(label="Last day", required=False, name="The last day")
    no_dates = forms.BooleanField(label="The plan gives no dates", required=False)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        first, last = said.get("starts_on"), said.get("due_on")
        if said.get("no_dates"):
            return said | {"starts_on": None, "due_on": None}
        if said.get("when_words") and not (first or last) and not {"starts_on", "due_on"} & set(self.errors):
            first, last = self._read(said["when_words"])
        if first and last and last < first:
            self.add_error("due_on", "The last day must be the same as or after the first day")
        return said | {"starts_on": first, "due_on": last}

    def _read(self, words: str) -> tuple[date | None, date | None]:
        try:
            interval = interval_of(words, said_on=timezone.localdate())
        except UnreadableTiming as problem:
            self.add_error("when_words", ValidationError(f"{problem} Or say that the plan gives no dates."))
            return None, None
        return interval.first_on, interval.last_on
