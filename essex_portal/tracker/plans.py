"""A plan that is written down as data, such as a statement of action, becomes a programme of the tracker.

A plan is loaded once: a programme that is there stays as people have changed it since. Its keys are those of
`send/data/statement.yaml` and `taskforce/data/commitments.yaml`.
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from essex_portal.organisations.models import Organisation
from essex_portal.tracker.models import Action, Programme, Workstream
from essex_portal.tracker.queries import interval_of
from essex_portal.tracker.services.actions import create_action
from essex_portal.tracker.services.parts import save_milestone, save_party, save_risk
from essex_portal.tracker.services.programmes import add_workstream, create_programme
from essex_portal.tracker.states import PartyRole
from essex_portal.tracker.timing import UnreadableTiming


@transaction.atomic
def load_plan(
    plan: dict[str, Any], *, said_on: date, source: str, now: datetime, quadrant: Organisation | None = None
) -> Programme:
    """The programme of the plan, made with all its parts when there is none at its address yet.

    `said_on` is the day of the plan: "happening now" begins on it. Its timings keep their words; those that name no
    days have none until somebody gives them.
    """
    there = Programme.objects.filter(slug=plan["programme"]["slug"]).first()
    if there is not None:
        return there
    programme = create_programme(by=None, now=now, **plan["programme"])
    for number, row in enumerate(plan["workstreams"], start=1):
        workstream = add_workstream(
            programme=programme, number=number, title=row["title"], prefix=row["prefix"], leads=row["leads"], by=None
        )
        for action in row["actions"]:
            _load_action(workstream, action, said_on=said_on, source=source, now=now, quadrant=quadrant)
    return programme


def days_meant(words: str, said_on: date) -> tuple[date | None, date | None]:
    """First and last day, both inclusive, that the words mean; None where they do not say."""
    try:
        interval = interval_of(words, said_on=said_on)
    except UnreadableTiming:
        return None, None
    return interval.first_on, interval.last_on


def _load_action(
    workstream: Workstream,
    row: dict[str, Any],
    *,
    said_on: date,
    source: str,
    now: datetime,
    quadrant: Organisation | None,
) -> None:
    starts_on, due_on = days_meant(row["when"], said_on) if "when" in row else (None, None)
    facts = {name: row[name] for name in ("title", "detail", "difference") if name in row}
    action = create_action(
        workstream=workstream, by=None, now=now, when_words=row.get("when", ""), starts_on=starts_on, due_on=due_on,
        quadrant=quadrant, source=source, **facts,
    )  # fmt: skip
    _load_parts(action, row, said_on, now)


def _load_parts(action: Action, row: dict[str, Any], said_on: date, now: datetime) -> None:
    for part in row.get("parts", ()):
        words = part.get("when", "")
        due_on = days_meant(words, said_on)[1] if words else None
        save_milestone(action=action, by=None, now=now, title=part["title"], when_words=words, baseline_on=due_on)
    for role, key in ((PartyRole.LEAD, "leads"), (PartyRole.PARTNER, "partners")):
        for party in row.get(key, ()):
            save_party(
                action=action, by=None, now=now, role=role, office=party["office"],
                organisation_words=party.get("organisation", ""),
            )  # fmt: skip
    for risk in row.get("risks", ()):
        save_risk(action=action, by=None, now=now, **risk)
