"""What the board's pages ask: which pack, for whom, which decision."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet
from django.utils import timezone

from essex_portal.tracker.models import Programme
from essex_portal.tracker.moments import as_at, start_of
from essex_portal.ui.filters import FilterForm
from essex_portal.ui.forms import DateField, PortalForm

MOST_READERS = 50


class ProgrammeChoice(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple


class BoardPackForm(PortalForm):
    title = forms.CharField(
        label="Title", max_length=150, help_text="For example: SEND Partnership Board, January 2022"
    )
    programmes = ProgrammeChoice(
        queryset=Programme.objects.none(), label="Programmes", error_messages={"required": "Select a programme"}
    )
    as_at = DateField(label="As at", name="The pack’s day", help_text="Today, or a day before it")
    since = DateField(
        label="Changes since", name="The earlier day", required=False, help_text="For example the day of the last board"
    )

    def __init__(self, *args: Any, programmes: QuerySet[Programme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programmes"].queryset = programmes

    def moments(self, now: datetime) -> tuple[datetime, datetime | None]:
        """The pack's moment and the one that changes are told from; a day that is to come is the start of it."""
        zone, day, since = timezone.get_current_timezone(), self.cleaned_data["as_at"], self.cleaned_data["since"]
        moment = start_of(day, zone) if day > timezone.localdate(now) else as_at(day, now=now, zone=zone).moment
        return moment, as_at(since, now=now, zone=zone).moment if since else None


class SendPackForm(PortalForm):
    to = forms.CharField(
        label="Who gets it",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="E-mail addresses, one a line. Each gets a link of its own, without signing in",
        error_messages={"required": "Enter at least one e-mail address"},
    )
    note = forms.CharField(label="Message", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 4}))

    def clean_to(self) -> list[str]:
        addresses = [
            address for line in self.cleaned_data["to"].splitlines() for address in line.replace(";", ",").split(",")
        ]
        found = list(dict.fromkeys(address.strip().lower() for address in addresses if address.strip()))
        for address in found:
            try:
                validate_email(address)
            except ValidationError as wrong:
                raise ValidationError(f"“{address}” is not an e-mail address, like name@example.org") from wrong
        if len(found) > MOST_READERS:
            raise ValidationError(f"A pack goes to at most {MOST_READERS} addresses at once; these are {len(found)}")
        return found


class ComparisonForm(FilterForm):
    """Two days, and which programme."""

    before = DateField(label="From", name="The earlier day")
    after = DateField(label="To", name="The later day", required=False)
    programme = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, programmes: Iterable[Programme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.programmes = {programme.slug: programme for programme in programmes}
        choices = [("", "All programmes"), *((slug, one.title) for slug, one in self.programmes.items())]
        self.fields["programme"].choices = choices

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        before, after = given.get("before"), given.get("after") or timezone.localdate()
        if before and before >= after:
            self.add_error("before", f"The earlier day must be before {after:%-d %B %Y}")
        return given

    def chosen(self) -> list[Programme]:
        slug = self.cleaned_data["programme"]
        return [self.programmes[slug]] if slug else list(self.programmes.values())

    def moments(self, now: datetime) -> tuple[datetime, datetime]:
        """The ends of the two days; the present moment for today and for no day."""
        zone = timezone.get_current_timezone()
        days: tuple[date, date | None] = (self.cleaned_data["before"], self.cleaned_data["after"])
        before, after = (as_at(day, now=now, zone=zone).moment for day in days)
        return before, after


class AskDecisionForm(PortalForm):
    question = forms.CharField(label="What has to be decided?", max_length=300)
    background = forms.CharField(
        label="What the board should know",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="The choices, what each costs, and what you advise",
    )
    needed_by = DateField(label="Needed by", name="The day it is needed", required=False)


class DecideForm(PortalForm):
    answer = forms.CharField(label="Decision", max_length=500, widget=forms.Textarea(attrs={"rows": 4}))


class WithdrawForm(PortalForm):
    answer = forms.CharField(
        label="Why it needs no decision any more", max_length=500, widget=forms.Textarea(attrs={"rows": 4})
    )


def last_month(today: date) -> date:
    """Where a comparison begins when nobody has said: four weeks ago."""
    return today - timedelta(weeks=4)
