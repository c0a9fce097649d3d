"""What a board sees of programmes at a moment: on the director's page and in a pack."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from essex_portal.tracker.attention import Concern, Question, first_to_decide
from essex_portal.tracker.models import (
    Action,
    ActionUpdate,
    ActionVersion,
    DecisionRequest,
    Programme,
    RatingLevel,
    Workstream,
)
from essex_portal.tracker.moments import start_of
from essex_portal.tracker.queries.actions import ActionRow, rows_of
from essex_portal.tracker.queries.decisions import open_decisions
from essex_portal.tracker.queries.parts import UNREAD
from essex_portal.tracker.states import RatingKind

MONTHS = 6


@dataclass(frozen=True)
class Share:
    """How many actions have a rating; `level` None are those never rated."""

    level: RatingLevel | None
    number: int

    @property
    def name(self) -> str:
        return self.level.name if self.level else "Not rated yet"

    @property
    def tone(self) -> str:
        return self.level.tone if self.level else "neutral"


@dataclass(frozen=True)
class WorkstreamSeen:
    workstream: Workstream
    rows: Sequence[ActionRow]
    levels: Sequence[RatingLevel]

    @cached_property
    def shares(self) -> list[Share]:
        return shares_of(self.rows, self.levels)


@dataclass(frozen=True)
class ProgrammeSeen:
    programme: Programme
    levels: Sequence[RatingLevel]
    workstreams: Sequence[WorkstreamSeen]

    @cached_property
    def rows(self) -> list[ActionRow]:
        return [row for workstream in self.workstreams for row in workstream.rows]

    @cached_property
    def shares(self) -> list[Share]:
        return shares_of(self.rows, self.levels)

    @cached_property
    def overdue(self) -> int:
        return sum(row.is_overdue for row in self.rows)

    @cached_property
    def contradicted(self) -> int:
        return sum(row.is_contradicted for row in self.rows)


@dataclass(frozen=True)
class BoardView:
    """Programmes as they stood at `moment`, and what waited for a decision then."""

    moment: datetime
    programmes: Sequence[ProgrammeSeen]
    decisions: Sequence[DecisionRequest]

    @cached_property
    def on(self) -> date:
        return timezone.localdate(self.moment)

    @cached_property
    def rows(self) -> list[ActionRow]:
        return [row for programme in self.programmes for row in programme.rows]

    @cached_property
    def contradicted(self) -> list[ActionRow]:
        return [row for row in self.rows if row.is_contradicted]

    @cached_property
    def overdue(self) -> list[ActionRow]:
        """The longest overdue first."""
        return sorted((row for row in self.rows if row.is_overdue), key=lambda row: row.version.due_on or self.on)

    @cached_property
    def risks(self) -> list[tuple[ActionRow, Any]]:
        """Every risk with its action, the highest first."""
        found = [(row, risk) for row in self.rows if not row.is_closed for risk in row.parts.risks]
        return sorted(found, key=lambda pair: -pair[1].score)

    @cached_property
    def first(self) -> list[DecisionRequest | ActionRow]:
        """The five things that need a decision."""
        questions = {one.pk: one for one in self.decisions}
        asked_about = {one.action_id for one in self.decisions}
        rows = {row.action.pk: row for row in self.rows if not row.is_closed and row.action.pk not in asked_about}
        chosen = first_to_decide(
            (Question(one.pk, one.needed_by, timezone.localdate(one.asked_at)) for one in self.decisions),
            (_concern(row) for row in rows.values()),
        )
        return [questions[one.key] if isinstance(one, Question) else rows[one.key] for one in chosen]


def board_view(
    programmes: Collection[Programme], moment: datetime, visible: QuerySet[Action] | None = None, *, whole: bool = True
) -> BoardView:
    """The programmes at that moment. Twelve queries, however many programmes and actions; without risks, ten."""
    levels = _by_programme(RatingLevel.objects.filter(programme__in=programmes))
    streams = _by_programme(Workstream.objects.filter(programme__in=programmes))
    found = list(_versions(programmes, streams, moment, visible))
    said = _latest({version.of_id for version in found}, levels, moment)
    rows: dict[int, list[ActionRow]] = defaultdict(list)
    for row in rows_of(found, moment, whole=whole, said=said):
        rows[row.action.workstream_id].append(row)
    seen = [
        ProgrammeSeen(
            programme,
            levels[programme.pk],
            [WorkstreamSeen(stream, rows[stream.pk], levels[programme.pk]) for stream in streams[programme.pk]],
        )
        for programme in programmes
    ]
    return BoardView(moment, seen, list(open_decisions(moment, programmes)))


def _versions(
    programmes: Collection[Programme],
    streams: dict[int, list[Workstream]],
    moment: datetime,
    visible: QuerySet[Action] | None,
) -> Iterator[ActionVersion]:
    """What was known of the actions then, in their order. Programmes and workstreams are those that are loaded."""
    found = ActionVersion.objects.as_at(moment).filter(of__programme__in=programmes)
    if visible is not None:
        found = found.filter(of__in=visible)
    known_programmes = {programme.pk: programme for programme in programmes}
    known_streams = {stream.pk: stream for listed in streams.values() for stream in listed}
    for version in found.select_related("of", "quadrant", "aim").defer(*UNREAD).order_by("of__number"):
        version.of.programme = known_programmes[version.of.programme_id]
        version.of.workstream = known_streams[version.of.workstream_id]
        yield version


def _latest(keys: Collection[int], levels: dict[int, list[RatingLevel]], moment: datetime) -> dict[int, ActionUpdate]:
    """By action, the update that counted then, with the ratings that are loaded. One query."""
    known = {level.pk: level for listed in levels.values() for level in listed}
    rows = ActionUpdate.objects.filter(action__in=keys, counts_from__lte=moment)
    said: dict[int, ActionUpdate] = {}
    for row in rows.order_by("action_id", "-counts_from", "-pk").distinct("action_id"):
        row.delivery, row.impact = known[row.delivery_id], known.get(row.impact_id or 0)
        said[row.action_id] = row
    return said


def shares_of(rows: Iterable[ActionRow], levels: Iterable[RatingLevel]) -> list[Share]:
    """How many rows have each of the ratings, in the programme's order; ratings that none has are left out."""
    counted = Counter(row.latest.delivery_id if row.latest else None for row in rows)
    shares = [Share(level, counted[level.pk]) for level in levels] + [Share(None, counted[None])]
    return [share for share in shares if share.number]


def month_ends(moment: datetime, months: int = MONTHS) -> list[datetime]:
    """The ends of the months before that moment, the oldest first, and the moment itself."""
    zone = timezone.get_current_timezone()
    ends, first = [], timezone.localdate(moment).replace(day=1)
    for _ in range(months - 1):
        ends.append(start_of(first, zone) - timedelta(microseconds=1))
        first = (first - timedelta(1)).replace(day=1)
    return [*reversed(ends), moment]


def ratings_at(keys: Iterable[int], moments: Sequence[datetime]) -> dict[int, list[RatingLevel | None]]:
    """By action, the rating that counted at each of the moments; None before its first. One query."""
    said: dict[int, list[tuple[datetime, RatingLevel]]] = defaultdict(list)
    updates = ActionUpdate.objects.filter(action__in=list(keys), counts_from__lte=max(moments))
    for update in (
        updates.select_related("delivery").order_by("counts_from", "pk").only("action_id", "counts_from", "delivery")
    ):
        if update.counts_from:
            said[update.action_id].append((update.counts_from, update.delivery))
    return {key: [_rating_at(rows, moment) for moment in moments] for key, rows in said.items()}


def _rating_at(said: list[tuple[datetime, RatingLevel]], moment: datetime) -> RatingLevel | None:
    at = bisect_right(said, moment, key=lambda pair: pair[0])
    return said[at - 1][1] if at else None


def _by_programme(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.programme_id].append(row)
    return found


def _concern(row: ActionRow) -> Concern:
    due = row.version.due_on
    return Concern(
        key=row.action.pk,
        judged=RatingKind(row.judgement.kind),
        declared=RatingKind(row.latest.delivery.kind) if row.latest else None,
        overdue_days=(row.on - due).days if row.is_overdue and due else 0,
        unowned=bool(row.parts.parties) and row.parts.is_unowned,
    )
