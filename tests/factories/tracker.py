"""Programmes and actions, made by the real services on the day of the briefing unless told otherwise."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from essex_portal.accounts.models import User
from essex_portal.accounts.roles import Role
from essex_portal.organisations.models import Organisation
from essex_portal.organisations.states import OrganisationKind
from essex_portal.tracker.models import (
    Action,
    ActionUpdate,
    DecisionRequest,
    Measure,
    Milestone,
    Programme,
    RatingLevel,
    Workstream,
)
from essex_portal.tracker.queries import latest_update
from essex_portal.tracker.services.actions import create_action
from essex_portal.tracker.services.decisions import ask_decision
from essex_portal.tracker.services.evidence import accept_evidence, add_link
from essex_portal.tracker.services.parts import save_measure, save_milestone, save_party
from essex_portal.tracker.services.programmes import add_workstream, create_programme
from essex_portal.tracker.services.updates import UpdateFacts, add_update
from essex_portal.tracker.states import Direction, PartyRole
from tests.factories.people import make_person

NOW = datetime(2021, 11, 10, 9, 30, tzinfo=UTC)
_numbers = count(1)


def make_quadrant(name: str = "") -> Organisation:
    return Organisation.objects.create(kind=OrganisationKind.QUADRANT, name=name or f"Quadrant {next(_numbers)}")


def make_officer(quadrant: Organisation | None = None) -> User:
    """A quadrant officer, of a new quadrant unless told which."""
    return make_person(Role.QUADRANT_OFFICER, quadrant or make_quadrant())


def make_programme(**facts: Any) -> Programme:
    """An active programme with the usual ratings, whose updates count at once unless told otherwise."""
    number = next(_numbers)
    usual = {"slug": f"programme-{number}", "title": f"Programme {number}", "owner_office": "Head of Improvement"}
    return create_programme(by=None, now=NOW, **usual | facts)


def make_workstream(programme: Programme | None = None, **facts: Any) -> Workstream:
    programme = programme or make_programme()
    number = programme.workstreams.count() + 1
    usual = {"number": number, "title": f"Workstream {number}", "prefix": f"W{number}"}
    return add_workstream(programme=programme, by=None, **usual | facts)


def make_action(workstream: Workstream | None = None, *, now: datetime = NOW, by: Any = None, **facts: Any) -> Action:
    """An action of the county, to be done in the school year 2021/22, unless told otherwise."""
    usual = {
        "title": f"Action {next(_numbers)}", "when_words": "2021/22",
        "starts_on": date(2021, 9, 1), "due_on": date(2022, 7, 22),
    }  # fmt: skip
    return create_action(workstream=workstream or make_workstream(), by=by, now=now, **usual | facts)


def make_lead(action: Action, user: User | None = None, *, now: datetime = NOW, **facts: Any) -> Any:
    """A party that leads the action; without a user, an office that has not been asked."""
    usual = {"role": PartyRole.LEAD, "office": "Head of SEND", "user": user}
    return save_party(action=action, by=None, now=now, **usual | facts)


def make_milestone(action: Action, due_on: date | None, *, now: datetime = NOW, **facts: Any) -> Milestone:
    usual = {"title": f"Milestone {next(_numbers)}", "baseline_on": due_on}
    return save_milestone(action=action, by=None, now=now, **usual | facts).of


def make_measure(action: Action, *, now: datetime = NOW, **facts: Any) -> Measure:
    """Plans in time, from 40% to 90% by the end of July 2022."""
    usual = {
        "title": "Plans issued in 20 weeks", "unit": "%", "direction": Direction.UP, "baseline": Decimal(40),
        "target": Decimal(90), "target_on": date(2022, 7, 31), "source": "Monthly data set",
    }  # fmt: skip
    return save_measure(action=action, by=None, now=now, **usual | facts).of


def make_accepted_evidence(action: Action, *, now: datetime = NOW) -> Any:
    """A link that one office brought and another accepted."""
    brought_by, accepted_by = make_person(Role.ADMINISTRATOR), make_person(Role.ADMINISTRATOR)
    evidence = add_link(action=action, title="Minutes", url="https://minutes.example/1", by=brought_by, now=now)
    return accept_evidence(evidence=evidence, by=accepted_by, now=now)


def rating(action: Action, code: str) -> RatingLevel:
    """The programme's rating of that code: blue, green, amber, red, grey."""
    return action.programme.rating_levels.get(code=code)


def make_update(
    action: Action, code: str = "green", sentence: str = "As planned.", *, now: datetime = NOW, by: Any = None,
    draft: bool = False, **facts: Any,
) -> ActionUpdate:  # fmt: skip
    """An update by somebody who has seen the latest one, and says why should the facts differ."""
    latest = latest_update(action)
    said = UpdateFacts(delivery=rating(action, code), sentence=sentence, **{"contradiction": "Agreed."} | facts)
    base = latest.pk if latest else None
    return add_update(action=action, facts=said, base=base, by=by, now=now, draft=draft)


def make_decision(action: Action, *, now: datetime = NOW, **facts: Any) -> DecisionRequest:
    """A question about the action, asked by an administrator."""
    usual = {"question": f"Shall we go on with {action.reference}?", "by": make_person(Role.ADMINISTRATOR)}
    return ask_decision(programme=action.programme, action=action, now=now, **usual | facts)
