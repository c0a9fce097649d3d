"""Writes the history straight into the tables: going through the services would take an hour.

Every row is one that the services could have written; the database's own constraints and triggers see to that.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from random import Random
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from essex_portal.organisations.models import Organisation
from essex_portal.organisations.states import OrganisationKind
from essex_portal.tracker.models import (
    Action,
    ActionUpdate,
    ActionVersion,
    Measure,
    MeasureVersion,
    Milestone,
    MilestoneVersion,
    Party,
    PartyVersion,
    Reading,
    Workstream,
)
from essex_portal.tracker.seeding.size import Size
from essex_portal.tracker.services.programmes import add_workstream, create_programme
from essex_portal.tracker.states import Direction, Handshake, PartyRole, RatingKind, Stage, UpdateState

Say = Callable[[str], None]

BATCH = 2000
VERSIONS, MILESTONES, READINGS = 5, 3, 10
OFFICES = ("Head of SEND", "Head of Inclusion", "Director of Commissioning", "Quadrant manager", "Head of Early Years")
VERBS = ("Review", "Develop", "Map", "Train settings in", "Commission", "Publish", "Evaluate")
THINGS = ("the assessment process", "early language support", "services for families", "the joint data set",
          "guidance for schools", "therapies", "transition to secondary school")  # fmt: skip
SENTENCES = (
    "As planned.",
    "The panel agreed the next step.",
    "Two weeks behind: staff left.",
    "Waiting for a decision.",
)
CODES = ("green", "green", "green", "amber", "amber", "red", "grey")


@transaction.atomic
def seed(size: Size, *, now: datetime, say: Say) -> None:
    """Make the programmes and their history of the last `size.years` years, up to `now`."""
    random, began = Random(size.seed), now - timedelta(days=365 * size.years)  # noqa: S311  (no secret)
    workstreams = _workstreams(size, began)
    quadrants: list[Any] = [None, *Organisation.objects.filter(kind=OrganisationKind.QUADRANT)]
    actions = _bulk(Action, _actions(size, workstreams, began, random))
    say(f"{len(actions)} actions")
    versions = _bulk(ActionVersion, _versions(actions, quadrants, now, random))
    _parts(actions, now, random)
    say(f"{len(versions)} versions, and the parts of the actions")
    levels = {
        (level.programme_id, level.code): level
        for workstream in workstreams
        for level in workstream.programme.rating_levels.all()
    }
    updates = _bulk(ActionUpdate, _updates(size, actions, levels, now, random))
    say(f"{len(updates)} updates")


def _workstreams(size: Size, began: datetime) -> list[Workstream]:
    made = []
    for number in range(1, size.programmes + 1):
        programme = create_programme(
            slug=f"seeded-{size.seed}-{number}", title=f"Seeded plan {number}", owner_office="Head of Improvement",
            by=None, now=began,
        )  # fmt: skip
        made += [
            add_workstream(programme=programme, number=part, title=f"Workstream {part}", prefix=f"W{part}", by=None)
            for part in range(1, size.workstreams + 1)
        ]
    return made


def _actions(size: Size, workstreams: list[Workstream], began: datetime, random: Random) -> Iterator[Action]:
    for number in range(size.actions):
        workstream, place = workstreams[number % len(workstreams)], number // len(workstreams) + 1
        yield Action(
            programme=workstream.programme, workstream=workstream, number=place, source="Seeded",
            reference=f"{workstream.prefix}-{place}", created_at=began + timedelta(days=random.randrange(200)),
        )  # fmt: skip


def _versions(actions: list[Action], quadrants: list[Any], now: datetime, random: Random) -> Iterator[ActionVersion]:
    """Each action is reworded and moved a few times; one in six is complete by now."""
    for action in actions:
        quadrant, title = random.choice(quadrants), f"{random.choice(VERBS)} {random.choice(THINGS)}"
        starts_on = action.created_at.date()
        baseline_on = starts_on + timedelta(days=random.randrange(200, 2000))
        is_done = random.random() < 1 / 6
        for number, known in enumerate(_periods(action.created_at, now, VERSIONS, random)):
            is_last = known.upper is None
            yield ActionVersion(
                of=action, known=known, title=f"{title}, stage {number + 1}", quadrant=quadrant, starts_on=starts_on,
                baseline_on=baseline_on, forecast_on=baseline_on + timedelta(days=14 * number),
                stage=Stage.COMPLETE if is_done and is_last else Stage.UNDER_WAY,
                actual_on=now.date() if is_done and is_last else None, when_words=f"by {baseline_on:%B %Y}",
            )  # fmt: skip


def _parts(actions: list[Action], now: datetime, random: Random) -> None:
    parties = _bulk(Party, (Party(action=action) for action in actions for _ in range(2)))
    _bulk(PartyVersion, (_party(party, number, random) for number, party in enumerate(parties)))
    milestones = _bulk(
        Milestone, (Milestone(action=action, number=n + 1) for action in actions for n in range(MILESTONES))
    )
    _bulk(MilestoneVersion, (row for one in milestones for row in _milestone(one, now, random)))
    measures = _bulk(Measure, (Measure(action=action) for action in actions[::2]))
    _bulk(MeasureVersion, (_measure(measure) for measure in measures))
    _bulk(Reading, (row for measure in measures for row in _readings(measure, now, random)))


def _party(party: Party, number: int, random: Random) -> PartyVersion:
    return PartyVersion(
        of=party, known=DateTimeTZRange(party.action.created_at, None), office=random.choice(OFFICES),
        role=PartyRole.PARTNER if number % 2 else PartyRole.LEAD,
        handshake=Handshake.ACCEPTED if random.random() < 0.9 else Handshake.ASKED,
    )  # fmt: skip


def _milestone(milestone: Milestone, now: datetime, random: Random) -> Iterator[MilestoneVersion]:
    agreed = milestone.action.created_at.date() + timedelta(days=random.randrange(60, 1800))
    for number, known in enumerate(_periods(milestone.action.created_at, now, 2, random)):
        forecast = agreed + timedelta(days=21 * number)
        is_done = number and forecast < now.date() and random.random() < 0.9
        yield MilestoneVersion(
            of=milestone, known=known, title=f"Milestone {milestone.number}", baseline_on=agreed,
            forecast_on=forecast, actual_on=forecast if is_done else None,
        )  # fmt: skip


def _measure(measure: Measure) -> MeasureVersion:
    return MeasureVersion(
        of=measure, known=DateTimeTZRange(measure.action.created_at, None), title="Done in time", unit="%",
        direction=Direction.UP, baseline=Decimal(40), target=Decimal(90),
    )  # fmt: skip


def _readings(measure: Measure, now: datetime, random: Random) -> Iterator[Reading]:
    for number, at in enumerate(_moments(measure.action.created_at, now, READINGS, random)):
        yield Reading(
            measure=measure, read_on=at.date(), value=Decimal(random.randrange(40, 60) + 3 * number), unit="%",
            recorded_at=at,
        )  # fmt: skip


def _updates(
    size: Size, actions: list[Action], levels: dict[tuple[int, str], Any], now: datetime, random: Random
) -> Iterator[ActionUpdate]:
    """As many for each action; some of them more, until there are enough."""
    each, more = divmod(size.updates, size.actions)
    for number, action in enumerate(actions):
        for at in _moments(action.created_at, now, each + (number < more), random):
            yield ActionUpdate(
                action=action, delivery=levels[action.programme_id, random.choice(CODES)],
                sentence=random.choice(SENTENCES), percent=random.randrange(101), facts_say=RatingKind.ON_TRACK,
                author_words="Quadrant officer", made_at=at, counts_from=at, state=UpdateState.APPROVED,
                source="Seeded",
            )  # fmt: skip


def _periods(began: datetime, now: datetime, count: int, random: Random) -> Iterator[DateTimeTZRange]:
    """So many versions one after the other, the last without an end."""
    moments = [began, *_moments(began + timedelta(hours=1), now, count - 1, random), None]
    return (DateTimeTZRange(one, other) for one, other in pairwise(moments))


def _moments(began: datetime, now: datetime, count: int, random: Random) -> list[datetime]:
    """In order, each in office hours of a day of its own."""
    days = max(count, (now - began).days - 1)
    return sorted(
        began + timedelta(days=day, minutes=random.randrange(1, 400)) for day in random.sample(range(days), count)
    )


def _bulk(model: Any, rows: Iterable[Any]) -> list[Any]:
    return model.objects.bulk_create(rows, batch_size=BATCH)
