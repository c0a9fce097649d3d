"""What is asked about the public page."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from essex_portal.ui.forms import PortalForm
from send.forms.keeping import RowForm, words
from send.models import PublicTable
from send.states import Standing

MOST_ROWS = 40
ROW = re.compile(r"^(?P<label>.{1,150}?)\s*[:;\t]\s*(?P<count>[0-9]{1,7})$")


class IntroductionForm(RowForm):
    introduction = words("Introduction", rows=8, required=True, most=3000, help_text="What families read first")


class LineForm(RowForm):
    heading = forms.CharField(label="Heading", max_length=200)
    promised = words("What we promised", required=True)
    stands = words("How it stands", required=True, help_text="Plain words. No child can be known from it")
    standing = forms.ChoiceField(label="In a word", choices=Standing.choices, widget=forms.RadioSelect)


class TableForm(PortalForm):
    title = forms.CharField(label="Title", max_length=150)
    rows = forms.CharField(
        label="Numbers",
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="A line each: what is counted, a colon, the number. Numbers below 5 are withheld from the public",
    )

    @staticmethod
    def initial_of(table: PublicTable | None) -> dict[str, Any]:
        if table is None:
            return {}
        return {"title": table.title, "rows": "\n".join(f"{label}: {count}" for label, count in table.rows)}

    def clean_rows(self) -> list[list[Any]]:
        lines = [line.strip() for line in self.cleaned_data["rows"].splitlines() if line.strip()]
        if len(lines) > MOST_ROWS:
            raise ValidationError(f"A table has at most {MOST_ROWS} lines")
        found = [(line, ROW.match(line)) for line in lines]
        for line, match in found:
            if match is None:
                raise ValidationError(f"“{line}” needs a colon and a whole number at its end, such as Colchester: 12")
        return [[match["label"], int(match["count"])] for _, match in found if match]


class SendBackForm(PortalForm):
    reason = words("Why it goes back", required=True, most=500)
