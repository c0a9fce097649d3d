"""The filters above the tracker. They live in the address; spreadsheets and packs take the same ones."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from essex_portal.organisations.models import Organisation
from essex_portal.organisations.states import OrganisationKind
from essex_portal.tracker.models import Action, Programme, Workstream
from essex_portal.tracker.moments import start_of
from essex_portal.tracker.queries import ActionFilter
from essex_portal.tracker.queries.words import in_words_of
from essex_portal.tracker.states import RatingKind
from essex_portal.ui.filters import FilterForm
from essex_portal.ui.forms import DateField, SearchInput

COUNTY = "county"
NO_RATING = "none"
ORDER = ("programme__title", "programme", "number")
WHOSE = (("", "Everybody’s"), ("mine", "Those that name me"), ("watched", "Those I watch"))
STANDINGS = (
    ("open", "Not complete or dropped"),
    ("overdue", "Overdue"),
    ("due_soon", "Due in 30 days"),
    ("silent", "No update for 30 days"),
    ("disagree", "Rating and facts disagree"),
)


class ActionFilterForm(FilterForm):
    q = forms.CharField(label="Reference or words", max_length=80, required=False, widget=SearchInput)
    programme = forms.ChoiceField(required=False)
    workstream = forms.ChoiceField(required=False)
    quadrant = forms.ChoiceField(label="Where", required=False)
    lead = forms.CharField(label="Lead’s office or organisation", max_length=80, required=False)
    rating = forms.ChoiceField(required=False)
    standing = forms.ChoiceField(choices=(("", "Any"), *STANDINGS), required=False)
    whose = forms.ChoiceField(choices=WHOSE, required=False)
    since = DateField(label="Changed since", required=False, name="The day")
    as_at = DateField(label="As it was on", required=False, name="The day")

    def __init__(
        self,
        *args: Any,
        programmes: QuerySet[Programme],
        moment: datetime,
        programme: Programme | None = None,
        **kwargs: Any,
    ) -> None:
        """Choices in the words of `moment`. Three queries, whatever is chosen: the choices are the objects too."""
        super().__init__(*args, **kwargs)
        self.fixed, self.moment = programme, moment
        found = Workstream.objects.filter(programme__in=[programme] if programme else programmes)
        ordered = found.select_related("programme").order_by(*ORDER)
        self.workstreams = {str(row.pk): row for row in in_words_of(moment, ordered)}
        self.programmes = {row.programme.slug: row.programme for row in self.workstreams.values()}
        self.quadrants = {str(row.pk): row for row in Organisation.objects.filter(kind=OrganisationKind.QUADRANT)}
        self._offer("workstream", "All workstreams", self._workstream_choices())
        self._offer("quadrant", "Everywhere", ((COUNTY, "The whole county"), *self.quadrants.items()))
        self._offer("rating", "Any rating", (*self._ratings(), (NO_RATING, "Not rated yet")))
        if programme:
            del self.fields["programme"]
        else:
            self._offer("programme", "All programmes", self.programmes.items())

    def _offer(self, name: str, anything: str, choices: Iterable[tuple[str, Any]]) -> None:
        self.fields[name].choices = [("", anything), *((key, str(words)) for key, words in choices)]

    def _workstream_choices(self) -> Iterable[tuple[str, str]]:
        for key, row in self.workstreams.items():
            yield key, f"{row.prefix}: {row}" if self.fixed else f"{row.programme}: {row}"

    def _ratings(self) -> Iterable[tuple[str, str]]:
        """The programme's own names; for all programmes, what they mean."""
        if not self.fixed:
            return RatingKind.choices
        return [(level.code, level.name) for level in in_words_of(self.moment, self.fixed.rating_levels.all())]

    def wanted(self, user: Any, visible: QuerySet[Action]) -> ActionFilter:
        """What the filters ask for; what was not understood is left out, and stands beside its field."""
        quadrant, rating, standing = self._said("quadrant"), self._said("rating"), self._said("standing")
        since: date | None = self._said("since")
        return ActionFilter(
            programme=self.fixed or self.programmes.get(self._said("programme")),
            workstream=self.workstreams.get(self._said("workstream")),
            quadrant=self.quadrants.get(quadrant),
            county=quadrant == COUNTY,
            lead=self._said("lead") or "",
            rating=rating if rating and rating != NO_RATING else "",
            unrated=rating == NO_RATING,
            overdue=standing == "overdue",
            due_soon=standing == "due_soon",
            silent=standing == "silent",
            open_only=standing == "open",
            changed_since=start_of(since, timezone.get_current_timezone()) if since else None,
            search=self._said("q") or "",
            user=user if self._said("whose") == "mine" else None,
            watched_by=user if self._said("whose") == "watched" else None,
            visible=visible,
        )

    @property
    def asks_for_disagreements(self) -> bool:
        return self._said("standing") == "disagree"

    def _said(self, name: str) -> Any:
        self.is_valid()
        return self.cleaned_data.get(name) if self.is_bound else None


class AsAtForm(FilterForm):
    """One box: the page as it was on a day."""

    as_at = DateField(label="As it was on", required=False, name="The day")
