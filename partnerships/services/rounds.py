"""A round's life: drafted, opened, extended, closed, published, reopened. Source: domain.md P9.

What a partnership may do twice at once (a double click, beat and a lead) is decided under a lock on the round's row.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from essex_portal.audit.services import record
from essex_portal.organisations.models import Organisation
from essex_portal.ui.words import date_words
from partnerships.models import QuestionSetVersion, Round, RoundOwnStatement, RoundSchool, Statement
from partnerships.queries import members_on
from partnerships.round_emails import email_closed, email_invitations, email_published, email_reopened
from partnerships.states import ANSWERABLE, ROUND_MOVES, RoundState, VersionState


class RoundRefused(Exception):
    """Nothing was changed; `str()` is for the person, `field` the form's field at fault or empty."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class RoundPlan:
    """What a draft says. `closes_on` is the last day for answers; `own` are the partnership's own statements."""

    name: str
    version: QuestionSetVersion
    closes_on: date
    own: tuple[Statement, ...] = ()


@transaction.atomic
def draft_round(*, partnership: Organisation, plan: RoundPlan, by: Any, now: datetime) -> Round:
    """Begin a round that no school sees yet. Raises RoundRefused."""
    Organisation.objects.select_for_update().get(pk=partnership.pk)  # one draft at a time, said in words
    if partnership.evaluation_rounds.filter(state=RoundState.DRAFT).exists():
        raise RoundRefused("There is a draft of a round already. Open it or throw it away first.")
    _check_plan(plan, partnership, now)
    made = Round.objects.create(
        partnership=partnership,
        name=plan.name,
        version=plan.version,
        closes_on=plan.closes_on,
        made_at=now,
        made_by=by,
    )
    _pin(made, plan.own)
    record(event="round.drafted", target=made, by=by, after=_facts(made))
    return made


@transaction.atomic
def change_draft(*, review: Round, plan: RoundPlan, by: Any, now: datetime) -> Round:
    """Plan it otherwise, before it opens. Raises RoundRefused."""
    draft = _locked(review)
    if draft.state != RoundState.DRAFT:
        raise RoundRefused("The round has been opened: its questions and its name stay. You can extend it.")
    _check_plan(plan, draft.partnership, now, but=draft)
    before = _facts(draft)
    draft.name, draft.version, draft.closes_on = plan.name, plan.version, plan.closes_on
    draft.save(update_fields=["name", "version", "closes_on"])
    draft.own_statements.all().delete()
    _pin(draft, plan.own)
    record(event="round.changed", target=draft, by=by, before=before, after=_facts(draft))
    return draft


@transaction.atomic
def discard_draft(*, review: Round, by: Any) -> None:
    """Throw a draft away. Raises RoundRefused once it was opened."""
    draft = _locked(review)
    if draft.state != RoundState.DRAFT:
        raise RoundRefused("The round has been opened, so it stays.")
    record(event="round.discarded", target=draft, by=by, before=_facts(draft))
    draft.delete()


@transaction.atomic
def open_round(*, review: Round, by: Any, now: datetime) -> Round:
    """Ask the schools that are members today, and invite their people. Raises RoundRefused.

    From now on schools, questions and version stay as they are.
    """
    today = timezone.localdate(now)
    opened = _moving(review, RoundState.OPEN)
    schools = [member.school for member in members_on(opened.partnership, today)]
    _check_opening(opened, schools, today)
    RoundSchool.objects.bulk_create(RoundSchool(round=opened, school=school) for school in schools)
    opened.state, opened.opens_on = RoundState.OPEN, today
    opened.save(update_fields=["state", "opens_on"])
    record(
        event="round.opened", target=opened, by=by, after={**_facts(opened), "schools": [str(one) for one in schools]}
    )
    email_invitations(opened)
    return opened


@transaction.atomic
def extend_round(*, review: Round, closes_on: date, by: Any, now: datetime) -> Round:
    """Give the schools until a later day. Raises RoundRefused."""
    extended = _locked(review)
    if not extended.is_answerable:
        raise RoundRefused("The round is not open, so it cannot be extended. A closed round can be reopened.")
    if closes_on <= extended.closes_on:
        raise RoundRefused(f"Choose a day after {date_words(extended.closes_on)}, the last day until now.", "closes_on")
    _check_last_day(closes_on, now)
    before = {"closes_on": extended.closes_on}
    extended.closes_on = closes_on
    extended.save(update_fields=["closes_on"])
    record(event="round.extended", target=extended, by=by, before=before, after={"closes_on": closes_on})
    return extended


@transaction.atomic
def close_round(*, review: Round, by: Any, now: datetime) -> Round:
    """Take no more answers; `by` is None when its last day is over. Raises RoundRefused."""
    closed = _moving(review, RoundState.CLOSED)
    closed.state, closed.closed_at = RoundState.CLOSED, now
    closed.save(update_fields=["state", "closed_at"])
    counts = {"schools": closed.schools.count(), "handed_in": closed.schools.exclude(handed_in_at=None).count()}
    record(event="round.closed", target=closed, by=by, after=counts)
    email_closed(closed, **counts)
    return closed


def close_overdue_rounds(*, now: datetime) -> int:
    """Close the rounds whose last day is over; returns how many. Safe to run twice and at once."""
    overdue = Round.objects.filter(state__in=ANSWERABLE, closes_on__lt=timezone.localdate(now))
    closed = 0
    for review in overdue:
        try:
            close_round(review=review, by=None, now=now)
        except RoundRefused:  # closed by somebody at this very moment
            continue
        closed += 1
    return closed


@transaction.atomic
def publish_round(*, review: Round, by: Any, now: datetime) -> Round:
    """Let the schools see the results. Raises RoundRefused."""
    published = _moving(review, RoundState.PUBLISHED)
    if not published.schools.exclude(handed_in_at=None).exists():
        raise RoundRefused("No school has handed in, so there is nothing to publish. Reopen it to give more time.")
    published.state, published.published_at = RoundState.PUBLISHED, now
    published.save(update_fields=["state", "published_at"])
    record(event="round.published", target=published, by=by)
    email_published(published)
    return published


@transaction.atomic
def reopen_round(
    *, review: Round, reason: str, closes_on: date, hand_back: Iterable[RoundSchool] = (), by: Any, now: datetime
) -> Round:
    """Take answers again until `closes_on`, with the reason that schools read. Raises RoundRefused.

    Schools that have handed in keep what they said, but those of `hand_back`, which may change it and hand in again.
    """
    if not reason.strip():
        raise RoundRefused("Say why the round is opened again: the schools will read it.", "reason")
    _check_last_day(closes_on, now)
    reopened = _moving(review, RoundState.REOPENED)
    if reopened.partnership.evaluation_rounds.filter(state__in=ANSWERABLE).exists():
        raise RoundRefused("Another round of the partnership is open. Close it first: schools answer one at a time.")
    before = {"state": reopened.state, "closes_on": reopened.closes_on}
    reopened.state, reopened.closes_on = RoundState.REOPENED, closes_on
    reopened.reopened_at, reopened.reopen_reason = now, reason.strip()
    reopened.save(update_fields=["state", "closes_on", "reopened_at", "reopen_reason"])
    again = reopened.schools.filter(pk__in=[one.pk for one in hand_back])
    after = {"closes_on": closes_on, "handed_back": [str(one.school) for one in again.select_related("school")]}
    again.update(handed_in_at=None, handed_in_by=None)
    record(event="round.reopened", target=reopened, by=by, before=before, after=after, reason=reason.strip())
    email_reopened(reopened)
    return reopened


def _locked(review: Round) -> Round:
    return Round.objects.select_for_update(of=("self",)).select_related("partnership", "version").get(pk=review.pk)


def _moving(review: Round, state: RoundState) -> Round:
    found = _locked(review)
    if state not in ROUND_MOVES[RoundState(found.state)]:
        raise RoundRefused(
            f"The round is {found.get_state_display().lower()}, so it cannot become {state.label.lower()}. "
            "Nothing was changed. Load the page again to see where it stands."
        )
    return found


def _check_plan(plan: RoundPlan, partnership: Organisation, now: datetime, but: Round | None = None) -> None:
    others = partnership.evaluation_rounds.exclude(pk__in=[but.pk] if but else [])
    if others.filter(name__iexact=plan.name).exists():
        raise RoundRefused("The partnership has a round of this name. Choose another name.", "name")
    if plan.version.state != VersionState.PUBLISHED:
        raise RoundRefused("These questions are still a draft. Choose a published version.", "version")
    _check_last_day(plan.closes_on, now)


def _check_last_day(closes_on: date, now: datetime) -> None:
    if closes_on < timezone.localdate(now):
        raise RoundRefused("The last day for answers must be today or later.", "closes_on")


def _check_opening(review: Round, schools: list[Organisation], today: date) -> None:
    if not schools:
        raise RoundRefused("The partnership has no member school today, so nobody would be asked. Add schools first.")
    if review.closes_on < today:
        raise RoundRefused("The last day for answers is over. Change the draft, then open it.", "closes_on")
    if review.partnership.evaluation_rounds.filter(state__in=ANSWERABLE).exists():
        raise RoundRefused("Another round of the partnership is open. Close it first: schools answer one at a time.")


def _pin(review: Round, own: Iterable[Statement]) -> None:
    RoundOwnStatement.objects.bulk_create(
        RoundOwnStatement(round=review, statement=statement, position=position)
        for position, statement in enumerate(own, start=1)
    )


def _facts(review: Round) -> dict[str, Any]:
    own = review.own_statements.select_related("statement")
    return {
        "name": review.name,
        "version": str(review.version),
        "closes_on": review.closes_on,
        "own_statements": [str(one.statement) for one in own],
    }
