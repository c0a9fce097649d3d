"""What the facts say of an action, apart from its rating. Source: domain.md J6; rivals.md B, moonshot 1."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from essex_portal.tracker.judging import (
    SEVERITY,
    ActionFacts,
    MeasureFacts,
    MilestoneFacts,
    contradicts,
    judge,
)
from essex_portal.tracker.states import RatingKind, Stage

ON = date(2022, 3, 14)
WELL = ActionFacts(
    stage=Stage.UNDER_WAY,
    silent_since=date(2022, 3, 1),
    interval_days=30,
    starts_on=date(2022, 1, 4),
    baseline_on=date(2022, 7, 22),
    forecast_on=date(2022, 7, 22),
)
IN_TIME = MeasureFacts("Plans in time", "%", True, Decimal(40), Decimal(90), date(2022, 2, 28))
WAITING = MeasureFacts("Waiting time", "weeks", False, Decimal(20), Decimal("12.50"), date(2022, 7, 31))


@pytest.mark.parametrize(
    ("facts", "kind", "sentences"),
    [
        (WELL, RatingKind.ON_TRACK, []),
        (replace(WELL, stage=Stage.DROPPED, baseline_on=date(2021, 1, 1)), RatingKind.NOT_DUE, []),
        (replace(WELL, stage=Stage.NOT_STARTED, starts_on=ON), RatingKind.NOT_DUE, []),
        (
            replace(WELL, stage=Stage.NOT_STARTED, starts_on=date(2022, 3, 13)),
            RatingKind.SLIPPING,
            ["It was to start on 13 March 2022 and has not started."],
        ),
        (
            replace(WELL, stage=Stage.NOT_STARTED),
            RatingKind.OFF_TRACK,
            ["It was to start on 4 January 2022 and has not started."],
        ),
        (replace(WELL, forecast_on=ON), RatingKind.ON_TRACK, []),
        (
            replace(WELL, forecast_on=date(2022, 3, 13)),
            RatingKind.OFF_TRACK,
            ["It was expected by 13 March 2022 and is not complete."],
        ),
        (
            replace(WELL, forecast_on=date(2022, 7, 23)),
            RatingKind.SLIPPING,
            ["It is now expected 1 day after the first due date, 22 July 2022."],
        ),
        (
            replace(WELL, milestones=(MilestoneFacts("Draft", date(2022, 3, 1)),)),
            RatingKind.OFF_TRACK,
            ["The milestone “Draft” was missed on 1 March 2022."],
        ),
        (
            replace(WELL, milestones=(MilestoneFacts("Draft", date(2022, 3, 1), date(2022, 4, 1)),)),
            RatingKind.SLIPPING,
            ["The milestone “Draft” was missed on 1 March 2022 and is now expected on 1 April 2022."],
        ),
        (
            replace(WELL, milestones=(MilestoneFacts("Draft", date(2022, 3, 1), None, date(2022, 3, 9)),)),
            RatingKind.ON_TRACK,
            [],
        ),
        (replace(WELL, milestones=(MilestoneFacts("No date yet"),)), RatingKind.ON_TRACK, []),
        (replace(WELL, measures=(IN_TIME, WAITING)), RatingKind.ON_TRACK, []),
        (
            replace(WELL, measures=(replace(IN_TIME, value=Decimal("72.5")),)),
            RatingKind.OFF_TRACK,
            ["“Plans in time” stands at 72.5%; the target for 28 February 2022 was 90%."],
        ),
        (replace(WELL, measures=(replace(IN_TIME, value=Decimal(90)),)), RatingKind.ON_TRACK, []),
        (
            replace(WELL, measures=(replace(WAITING, value=Decimal(24)),)),
            RatingKind.SLIPPING,
            ["“Waiting time” stands at 24 weeks, worse than the 20 weeks it began at."],
        ),
        (replace(WELL, measures=(replace(WAITING, value=Decimal(18)),)), RatingKind.ON_TRACK, []),
        (replace(WELL, silent_since=date(2022, 2, 12)), RatingKind.ON_TRACK, []),
        (
            replace(WELL, silent_since=date(2022, 2, 11)),
            RatingKind.SLIPPING,
            ["No update since 11 February 2022; one is due every 30 days."],
        ),
        (
            replace(WELL, stage=Stage.COMPLETE),
            RatingKind.ON_TRACK,
            ["No evidence has been accepted yet that it is complete."],
        ),
        (replace(WELL, stage=Stage.COMPLETE, has_accepted_evidence=True), RatingKind.COMPLETE, []),
    ],
)
def test_the_facts_give_a_rating_and_say_why(facts: ActionFacts, kind: RatingKind, sentences: list[str]) -> None:
    judgement = judge(facts, ON)
    assert (judgement.kind, list(judgement.sentences)) == (kind, sentences)


@pytest.mark.parametrize(
    ("declared", "judged", "differs"),
    [
        (RatingKind.ON_TRACK, RatingKind.OFF_TRACK, True),
        (RatingKind.SLIPPING, RatingKind.OFF_TRACK, True),
        (RatingKind.COMPLETE, RatingKind.ON_TRACK, True),
        (RatingKind.NOT_DUE, RatingKind.SLIPPING, True),
        (RatingKind.NOT_DUE, RatingKind.ON_TRACK, False),
        (RatingKind.OFF_TRACK, RatingKind.ON_TRACK, False),
        (RatingKind.SLIPPING, RatingKind.SLIPPING, False),
    ],
)
def test_only_a_rosier_rating_contradicts_the_facts(declared: RatingKind, judged: RatingKind, differs: bool) -> None:
    assert contradicts(declared, judged) is differs


DAY = st.dates(date(2021, 9, 1), date(2022, 12, 31))
MAYBE_DAY = st.none() | DAY
MILESTONE = st.builds(
    MilestoneFacts, title=st.just("Draft"), baseline_on=MAYBE_DAY, forecast_on=MAYBE_DAY, actual_on=MAYBE_DAY
)
OPEN_FACTS = st.builds(
    ActionFacts,
    stage=st.sampled_from([Stage.NOT_STARTED, Stage.UNDER_WAY]),
    silent_since=DAY,
    interval_days=st.integers(1, 90),
    starts_on=MAYBE_DAY,
    baseline_on=MAYBE_DAY,
    forecast_on=MAYBE_DAY,
    milestones=st.lists(MILESTONE, max_size=3).map(tuple),
)


@given(OPEN_FACTS, DAY)
def test_each_worse_rating_has_a_sentence_and_no_other_has(facts: ActionFacts, on: date) -> None:
    judgement = judge(facts, on)
    assert bool(judgement.sentences) is (SEVERITY[judgement.kind] >= SEVERITY[RatingKind.SLIPPING])


@given(OPEN_FACTS, DAY, st.integers(1, 60))
def test_nothing_gets_better_by_waiting(facts: ActionFacts, on: date, days: int) -> None:
    later = judge(facts, on + timedelta(days))
    assert SEVERITY[later.kind] >= SEVERITY[judge(facts, on).kind]


@given(OPEN_FACTS, MILESTONE, DAY)
def test_one_more_milestone_never_makes_it_better(facts: ActionFacts, milestone: MilestoneFacts, on: date) -> None:
    more = replace(facts, milestones=(*facts.milestones, milestone))
    assert SEVERITY[judge(more, on).kind] >= SEVERITY[judge(facts, on).kind]
