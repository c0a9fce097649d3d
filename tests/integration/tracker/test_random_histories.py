"""Whatever happens to actions, the tracker as at a moment is what was seen in that moment.

Hypothesis drives a history through the services. After each step everything is read as it is now; at the end it is read
again as at each of those moments, and must be the same. What was put in is remembered beside it, by other means.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from essex_portal.tracker.models import Action
from essex_portal.tracker.queries import actions_as_at, latest_update
from essex_portal.tracker.services.actions import create_action, drop_action, edit_action, reopen_action
from essex_portal.tracker.services.evidence import add_link, withdraw_evidence
from essex_portal.tracker.services.measures import add_reading
from essex_portal.tracker.services.parts import (
    answer_handshake,
    end_part,
    save_dependency,
    save_measure,
    save_milestone,
    save_party,
    save_risk,
)
from essex_portal.tracker.services.refusals import TrackerRefused
from essex_portal.tracker.services.updates import UpdateFacts, add_update, approve_update
from essex_portal.tracker.states import Direction, Handshake, PartyRole, UpdateState
from tests.factories.tracker import NOW, make_programme, make_workstream

pytestmark = pytest.mark.django_db

CODES = ("green", "amber", "red", "grey")
Step = tuple[str, int, int, int]
STEPS = st.lists(
    st.tuples(st.sampled_from(["make", "word", "move", "rate", "approve", "drop", "reopen", "milestone", "party",
                               "answer", "measure", "read", "risk", "evidence", "withdraw", "need", "end"]),
              st.integers(0, 3), st.integers(0, 99), st.integers(0, 3000)),
    min_size=4, max_size=14,
)  # fmt: skip


class History:
    """Carries steps out. `said` is the title and the rating of each action as they were put in: the oracle."""

    def __init__(self, *, needs_approval: bool) -> None:
        self.now = NOW
        self.workstream = make_workstream(make_programme(needs_approval=needs_approval))
        self.levels = {level.code: level for level in self.workstream.programme.rating_levels.all()}
        self.actions: list[Action] = []
        self.said: dict[str, tuple[str, str]] = {}
        self.make(0, 0)

    def go(self, step: Step) -> None:
        """One step, some minutes later; what the services refuse changes nothing."""
        name, which, value, minutes = step
        self.now += timedelta(minutes=minutes)
        try:
            with transaction.atomic():
                getattr(self, name)(which, value)
        except TrackerRefused:
            pass

    def action(self, which: int) -> Action:
        return self.actions[which % len(self.actions)]

    def make(self, which: int, value: int) -> None:
        title = f"Action {value}"
        made = create_action(workstream=self.workstream, title=title, by=None, now=self.now,
                             starts_on=date(2021, 9, 1), due_on=date(2022, 1, 1))  # fmt: skip
        self.actions.append(made)
        self.said[made.reference] = (title, "")

    def word(self, which: int, value: int) -> None:
        self.edit(which, title=f"Words {value}")
        action = self.action(which)
        self.said[action.reference] = (f"Words {value}", self.said[action.reference][1])

    def move(self, which: int, value: int) -> None:
        self.edit(which, forecast_on=date(2021, 9, 1) + timedelta(days=value * 7))

    def edit(self, which: int, **changes: Any) -> None:
        action = self.action(which)
        edit_action(action=action, base=action.versions.current().get(), by=None, now=self.now, **changes)

    def rate(self, which: int, value: int) -> None:
        action, code = self.action(which), CODES[value % len(CODES)]
        latest = latest_update(action)
        facts = UpdateFacts(self.levels[code], f"Because {value}.", contradiction="All the same.", percent=value)
        update = add_update(action=action, facts=facts, base=latest.pk if latest else None, by=None, now=self.now)
        self.remember(update)

    def approve(self, which: int, value: int) -> None:
        waiting = self.action(which).updates.filter(state=UpdateState.SUBMITTED).order_by("pk").first()
        if waiting:
            self.remember(approve_update(update=waiting, by=None, now=self.now))

    def remember(self, update: Any) -> None:
        if update.state == UpdateState.APPROVED:
            reference = update.action.reference
            self.said[reference] = (self.said[reference][0], update.delivery.code)

    def drop(self, which: int, value: int) -> None:
        drop_action(action=self.action(which), reason="Merged", by=None, now=self.now)

    def reopen(self, which: int, value: int) -> None:
        reopen_action(action=self.action(which), reason="Needed", by=None, now=self.now)

    def milestone(self, which: int, value: int) -> None:
        action = self.action(which)
        first = action.milestones.first() if value % 2 else None
        due = date(2021, 11, 1) + timedelta(days=value)
        save_milestone(
            action=action, milestone=first, title=f"Milestone {value}", baseline_on=due, by=None, now=self.now
        )

    def party(self, which: int, value: int) -> None:
        role = PartyRole.LEAD if value % 2 else PartyRole.PARTNER
        save_party(action=self.action(which), role=role, office=f"Office {value}", by=None, now=self.now)

    def answer(self, which: int, value: int) -> None:
        party = self.action(which).parties.first()
        if party and party.versions.current().exists():
            handshake = [Handshake.ASKED, Handshake.ACCEPTED, Handshake.DECLINED][value % 3]
            answer_handshake(party=party, handshake=handshake, now=self.now)

    def measure(self, which: int, value: int) -> None:
        save_measure(action=self.action(which), title=f"Measure {value}", unit="%", direction=Direction.UP,
                     baseline=Decimal(40), target=Decimal(40 + value), by=None, now=self.now)  # fmt: skip

    def read(self, which: int, value: int) -> None:
        measure = self.action(which).measures.first()
        if measure:
            day = NOW.date() - timedelta(days=value % 5)
            add_reading(measure=measure, read_on=day, value=Decimal(value), unit="%", by=None, now=self.now)

    def risk(self, which: int, value: int) -> None:
        save_risk(action=self.action(which), title=f"Risk {value}", likelihood=1 + value % 5, impact=2, by=None,
                  now=self.now)  # fmt: skip

    def evidence(self, which: int, value: int) -> None:
        address = f"https://evidence.example/{value}"
        add_link(action=self.action(which), title=f"Evidence {value}", url=address, by=None, now=self.now)

    def withdraw(self, which: int, value: int) -> None:
        evidence = self.action(which).evidence.first()
        if evidence:
            withdraw_evidence(evidence=evidence, reason="Wrong", by=None, now=self.now)

    def need(self, which: int, value: int) -> None:
        save_dependency(action=self.action(which), needs=self.action(value), note=str(value), by=None, now=self.now)

    def end(self, which: int, value: int) -> None:
        action = self.action(which)
        kinds: list[Callable[[], Any]] = [
            action.milestones.first, action.parties.first, action.measures.first, action.risks.first,
            action.dependencies.first,
        ]  # fmt: skip
        part = kinds[value % len(kinds)]()
        if part:
            end_part(part=part, by=None, now=self.now)


def seen(moment: datetime) -> list[Any]:
    """Everything that the tracker shows of its actions at a moment, as plain values."""
    return [_row(row) for row in actions_as_at(moment)]


def _row(row: Any) -> dict[str, Any]:
    parts = row.parts
    said = row.latest
    return {
        "reference": row.reference,
        "facts": [getattr(row.version, fact) for fact in row.version.facts],
        "rating": said and (said.delivery.code, said.sentence, said.percent, said.counts_from),
        "milestones": [[getattr(one, fact) for fact in one.facts] for one in parts.milestones],
        "parties": [[getattr(one, fact) for fact in one.facts] for one in parts.parties],
        "risks": [[getattr(one, fact) for fact in one.facts] for one in parts.risks],
        "needs": [(one.of.needs_id, one.note) for one in parts.dependencies],
        "measures": [
            (one.version.title, one.version.target, [(r.read_on, r.value) for r in one.readings])
            for one in parts.measures
        ],
        "evidence": [(one.evidence.title, one.is_accepted) for one in parts.evidence],
        "judgement": (row.judgement.kind, row.judgement.sentences),
        "standing": (row.is_overdue, row.is_silent, row.is_contradicted, parts.is_unowned),
    }


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS, st.booleans())
def test_the_past_is_what_was_seen_in_it(steps: list[Step], needs_approval: bool) -> None:
    with transaction.atomic():
        history = History(needs_approval=needs_approval)
        moments: dict[datetime, tuple[list[Any], dict[str, tuple[str, str]]]] = {}
        for step in steps:
            history.go(step)
            moments[history.now] = (seen(history.now), dict(history.said))
        for moment, (then, said) in moments.items():
            now = seen(moment)
            assert now == then
            assert {
                row["reference"]: (row["facts"][0], row["rating"][0] if row["rating"] else "") for row in now
            } == said
        transaction.set_rollback(True)
