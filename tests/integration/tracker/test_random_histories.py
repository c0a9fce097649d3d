"""Whatever happens to actions, the tracker as at a moment is what was seen in that moment.

Hypothesis drives a history through the services. After each step everything is read as it is now; at the end it is read
again as at each of those moments, and must be the same. What was put in is remembered beside it, by other means.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from essex_portal.tracker.comparing import Comparison, compare
from essex_portal.tracker.models import Action, Programme
from essex_portal.tracker.queries import actions_as_at, latest_update, versions_as_at
from essex_portal.tracker.queries.comparison import comparison_of, due_days_of, promises_as_at
from essex_portal.tracker.queries.programmes import programmes_as_at
from essex_portal.tracker.queries.standings import Standing, standings_of
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
from essex_portal.tracker.services.programmes import LevelFacts, edit_workstream, save_levels
from essex_portal.tracker.services.refusals import TrackerRefused
from essex_portal.tracker.services.updates import UpdateFacts, add_update, approve_update
from essex_portal.tracker.states import Direction, Handshake, PartyRole, UpdateState
from tests.factories.tracker import NOW, make_programme, make_workstream

pytestmark = pytest.mark.django_db

CODES = ("green", "amber", "red", "grey")
Step = tuple[str, int, int, int]
STEPS = st.lists(
    st.tuples(st.sampled_from(["make", "word", "move", "rate", "approve", "drop", "reopen", "milestone", "party",
                               "answer", "measure", "read", "risk", "evidence", "withdraw", "need", "end",
                               "rename", "reword"]),
              st.integers(0, 3), st.integers(0, 99), st.integers(0, 3000)),
    min_size=4, max_size=14,
)  # fmt: skip


class History:
    """Carries steps out. The oracle is what was put in: `said`, the title and the rating's code of each action, and
    `called`, the title of the workstream and the name of each rating by code."""

    def __init__(self, *, needs_approval: bool) -> None:
        self.now = NOW
        self.workstream = make_workstream(make_programme(needs_approval=needs_approval))
        self.levels = {level.code: level for level in self.workstream.programme.rating_levels.all()}
        self.actions: list[Action] = []
        self.said: dict[str, tuple[str, str]] = {}
        self.called = {"": self.workstream.title} | {code: level.name for code, level in self.levels.items()}
        self.make(0, 0)

    def heard(self) -> dict[str, tuple[str, str, str]]:
        """By reference: the action's title, its workstream's, and the name of its rating, `` without one."""
        return {
            reference: (title, self.called[""], code and self.called[code])
            for reference, (title, code) in self.said.items()
        }

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

    def rename(self, which: int, value: int) -> None:
        title = f"Workstream {value}"
        edit_workstream(workstream=self.workstream, title=title, leads=[f"Office {which}"], by=None, now=self.now)
        self.called[""] = title

    def reword(self, which: int, value: int) -> None:
        levels = self.workstream.programme.rating_levels.all()
        facts = {one.code: LevelFacts(one.code, one.name, one.meaning, one.kind, one.tone) for one in levels}
        code = CODES[which]
        facts[code] = replace(facts[code], name=f"{code} {value}", meaning=f"Means {value}")
        save_levels(programme=self.workstream.programme, levels=facts.values(), by=None, now=self.now)
        self.called[code] = f"{code} {value}"

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
    """Everything that the tracker shows of its programmes and actions at a moment, as plain values."""
    (programme,) = programmes_as_at(moment, Programme.objects.all())
    ratings = [(level.name, level.meaning, number) for level, number in programme.ratings]
    rows = actions_as_at(moment)
    assert standings_of(versions_as_at(moment), moment) == [_standing(row) for row in rows]
    return [ratings, *(_row(row) for row in rows)]


def _standing(row: Any) -> Standing:
    """What the quick way, for pages that only count and weigh, must say of the same action."""
    return Standing(
        row.key, row.action.workstream_id, row.version.stage, row.due_on, row.level, row.declared, row.judgement,
        row.is_nobodys, row.on,
    )  # fmt: skip


def _row(row: Any) -> dict[str, Any]:
    parts = row.parts
    said = row.latest
    return {
        "reference": row.reference,
        "workstream": (row.action.workstream.title, row.action.workstream.leads),
        "facts": [getattr(row.version, fact) for fact in row.version.facts],
        "rating": said and (said.delivery.name, said.delivery.meaning, said.sentence, said.percent, said.counts_from),
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


def assert_compared_in_full(programme: Programme, before: datetime, after: datetime) -> None:
    """The diff reads only what moved; reading everything at both moments must find the same."""
    keys = set(Action.objects.values_list("pk", flat=True))
    earlier, later = (promises_as_at([programme], moment, None, keys) for moment in (before, after))
    in_full = compare(earlier, later, due_days_of(keys, before, after))
    assert _found(comparison_of([programme], before, after)) == _found(in_full)


def _found(comparison: Comparison) -> list[Any]:
    """All that is said of each promise; the parts of one that did not move are not read, since nothing is."""
    return [
        (one.promise.reference, one.promise.wording, one.promise.reason, one.is_kept, one.is_new, one.is_finished,
         one.is_dropped, one.is_quiet, one.slip, one.rewordings, one.lost_parts)
        for one in comparison.findings
    ]  # fmt: skip


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS, st.booleans())
def test_the_past_is_what_was_seen_in_it(steps: list[Step], needs_approval: bool) -> None:
    with transaction.atomic():
        history = History(needs_approval=needs_approval)
        moments: dict[datetime, tuple[list[Any], dict[str, tuple[str, str, str]]]] = {}
        for step in steps:
            history.go(step)
            moments[history.now] = (seen(history.now), history.heard())
        for moment, (then, heard) in moments.items():
            now = seen(moment)
            assert now == then
            assert {
                row["reference"]: (row["facts"][0], row["workstream"][0], row["rating"][0] if row["rating"] else "")
                for row in now[1:]
            } == heard
        assert_compared_in_full(history.workstream.programme, min(moments), max(moments))
        transaction.set_rollback(True)
