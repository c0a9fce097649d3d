from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from essex_portal.tracker.judging.facts import ActionFacts, Judgement, MeasureFacts, MilestoneFacts
from essex_portal.tracker.states import CLOSED, RatingKind, Stage

SEVERITY = {
    RatingKind.COMPLETE: 0,
    RatingKind.NOT_DUE: 1,
    RatingKind.ON_TRACK: 1,
    RatingKind.SLIPPING: 2,
    RatingKind.OFF_TRACK: 3,
}

Finding = tuple[RatingKind, str]


def judge(facts: ActionFacts, on: date) -> Judgement:
    """What the facts say at the end of the day `on`; due dates are inclusive, so a thing is late on the day after."""
    if facts.stage == Stage.DROPPED:
        return Judgement(RatingKind.NOT_DUE)
    if facts.stage == Stage.COMPLETE:
        return _complete(facts)
    findings = list(_findings(facts, on))
    kind = max((kind for kind, _ in findings), key=SEVERITY.__getitem__, default=_without_findings(facts))
    return Judgement(kind, tuple(sentence for _, sentence in findings))


def contradicts(declared: RatingKind, judged: RatingKind) -> bool:
    """Whether the declared rating is rosier than the facts. A gloomier one is caution and contradicts nothing."""
    return SEVERITY[declared] < SEVERITY[judged]


def _complete(facts: ActionFacts) -> Judgement:
    """Blue needs evidence that somebody accepted. Source: domain.md J6."""
    if facts.has_accepted_evidence:
        return Judgement(RatingKind.COMPLETE)
    return Judgement(RatingKind.ON_TRACK, ("No evidence has been accepted yet that it is complete.",))


def _without_findings(facts: ActionFacts) -> RatingKind:
    return RatingKind.NOT_DUE if facts.stage == Stage.NOT_STARTED else RatingKind.ON_TRACK


def _findings(facts: ActionFacts, on: date) -> Iterator[Finding]:
    yield from _start(facts, on)
    yield from _due(facts, on)
    for milestone in facts.milestones:
        yield from _milestone(milestone, on)
    for measure in facts.measures:
        yield from _measure(measure, on)
    yield from _silence(facts, on)


def _start(facts: ActionFacts, on: date) -> Iterator[Finding]:
    """A start may slip by the programme's interval; then it is red. Source: domain.md J6, "not started when due"."""
    if facts.stage == Stage.NOT_STARTED and facts.starts_on and facts.starts_on < on:
        is_late = on - facts.starts_on > timedelta(facts.interval_days)
        kind = RatingKind.OFF_TRACK if is_late else RatingKind.SLIPPING
        yield kind, f"It was to start on {_day(facts.starts_on)} and has not started."


def _due(facts: ActionFacts, on: date) -> Iterator[Finding]:
    baseline, forecast = facts.baseline_on, facts.forecast_on
    due = forecast or baseline
    if due and due < on:
        yield RatingKind.OFF_TRACK, f"It was expected by {_day(due)} and is not complete."
    elif baseline and forecast and forecast > baseline:
        late = (forecast - baseline).days
        yield RatingKind.SLIPPING, f"It is now expected {_days(late)} after the first due date, {_day(baseline)}."


def _milestone(milestone: MilestoneFacts, on: date) -> Iterator[Finding]:
    due = milestone.forecast_on or milestone.baseline_on
    if milestone.actual_on or due is None:
        return
    if due < on:
        yield RatingKind.OFF_TRACK, f"The milestone “{_short(milestone.title)}” was missed on {_day(due)}."
    elif milestone.baseline_on and milestone.baseline_on < on:
        missed = f"The milestone “{_short(milestone.title)}” was missed on {_day(milestone.baseline_on)}"
        yield RatingKind.SLIPPING, f"{missed} and is now expected on {_day(due)}."


def _measure(measure: MeasureFacts, on: date) -> Iterator[Finding]:
    """Past its day a target is reached or not; before it, a reading may not be worse than where it began."""
    if measure.target is not None and measure.target_on and measure.target_on < on and measure.misses(measure.target):
        goal = f"the target for {_day(measure.target_on)} was {_amount(measure.target, measure.unit)}"
        yield RatingKind.OFF_TRACK, f"{_stands(measure)}; {goal}."
    elif measure.baseline is not None and measure.misses(measure.baseline):
        beginning = _amount(measure.baseline, measure.unit)
        yield RatingKind.SLIPPING, f"{_stands(measure)}, worse than the {beginning} it began at."


def _silence(facts: ActionFacts, on: date) -> Iterator[Finding]:
    started = facts.stage not in CLOSED and (facts.stage != Stage.NOT_STARTED or _is_due_to_start(facts, on))
    if started and on - facts.silent_since > timedelta(facts.interval_days):
        since = f"No update since {_day(facts.silent_since)}"
        yield RatingKind.SLIPPING, f"{since}; one is due every {_days(facts.interval_days)}."


def _is_due_to_start(facts: ActionFacts, on: date) -> bool:
    return facts.starts_on is None or facts.starts_on < on


def _stands(measure: MeasureFacts) -> str:
    return f"“{_short(measure.title)}” stands at {_amount(measure.value, measure.unit)}"


def _amount(value: Decimal | None, unit: str) -> str:
    number = f"{value:f}"
    number = number.rstrip("0").rstrip(".") if "." in number else number
    return f"{number}%" if unit == "%" else f"{number} {unit}"


def _day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"


def _days(count: int) -> str:
    return f"{count} day" if count == 1 else f"{count} days"


def _short(title: str) -> str:
    return title if len(title) <= 120 else f"{title[:119]}…"
