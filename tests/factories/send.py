"""SEND's content as production begins with it, and a public page."""

from datetime import UTC, datetime
from typing import Any

from essex_portal.organisations.models import Organisation
from essex_portal.organisations.states import OrganisationKind
from essex_portal.tracker.models import Programme
from send import starting_content
from send.models import PublicStatement
from send.services import public
from send.services.public import LineFacts
from send.states import STATEMENT, Standing
from tests.factories.calendar import make_half_terms

NOW = datetime(2021, 11, 10, 9, 30, tzinfo=UTC)


def make_send() -> Programme:
    """The starting content, with the quadrant and the school calendar that it needs. Returns the statement."""
    Organisation.objects.get_or_create(kind=OrganisationKind.QUADRANT, name="North-East")
    make_half_terms()
    starting_content.load()
    return Programme.objects.get(slug=STATEMENT)


def line_facts(**changes: str) -> LineFacts:
    usual = {"heading": "Plans", "promised": "Better plans.", "stands": "Begun.", "standing": Standing.ON_TRACK}
    return LineFacts(**usual | changes)


def make_draft(*, by: Any = None, introduction: str = "What we promised.", now: datetime = NOW) -> PublicStatement:
    """A version of the public page with one line and a table, as far as `by` has written it."""
    draft = public.begin_draft(lines=[line_facts()], by=by, now=now)
    public.change_introduction(draft=draft, introduction=introduction, by=by)
    public.save_table(draft=draft, table=None, title="Plans checked", rows=[["North-East", 31], ["West", 3]], by=by)
    draft.refresh_from_db()
    return draft


def make_published(*, introduction: str = "What we promised.") -> PublicStatement:
    draft = make_draft(introduction=introduction)
    public.hand_in(draft=draft, by=None, now=NOW)
    public.publish(draft=draft, by=None, now=NOW)
    draft.refresh_from_db()
    return draft
