"""What a board sees of programmes at a moment: counted for the director's page, whole in a pack."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet
from django.utils import timezone

from essex_portal.tracker.attention import Concern, Question, first_to_decide
from essex_portal.tracker.judging import Judgement
from essex_portal.tracker.models import (
    Action,
    ActionUpdate,
    ActionVersion,
    DecisionRequest,
    Programme,
    RatingLevel,
    Workstream,
)
from essex_portal.tracker.queries.actions import ActionRow, rows_of
from essex_portal.tracker.queries.decisions import open_decisions
from essex_portal.tracker.queries.parts import UNREAD
from essex_portal.tracker.queries.standings import Standing, standings_of
from essex_portal.tracker.queries.words import in_words_of

Row = TypeVar("Row", Standing, ActionRow)


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
class WorkstreamSeen(Generic[Row]):
    workstream: Workstream
    rows: Sequence[Row]
    levels: Sequence[RatingLevel]

    @cached_property
    def shares(self) -> list[Share]:
        return shares_of(self.rows, self.levels)


@dataclass(frozen=True)
class ProgrammeSeen(Generic[Row]):
    programme: Programme
    levels: Sequence[RatingLevel]
    workstreams: Sequence[WorkstreamSeen[Row]]

    @cached_property
    def rows(self) -> list[Row]:
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
class BoardView(Generic[Row]):
    """Programmes as they stood at `moment`, in the words of it, and what waited for a decision then."""

    moment: datetime
    programmes: Sequence[ProgrammeSeen[Row]]
    decisions: Sequence[DecisionRequest]

    @cached_property
    def on(self) -> date:
        return timezone.localdate(self.moment)

    @cached_property
    def levels(self) -> dict[int, RatingLevel]:
        """Every rating by its key."""
        return {level.pk: level for programme in self.programmes for level in programme.levels}

    @cached_property
    def rows(self) -> list[Row]:
        return [row for programme in self.programmes for row in programme.rows]

    @cached_property
    def contradicted(self) -> list[Row]:
        return [row for row in self.rows if row.is_contradicted]

    @cached_property
    def overdue(self) -> list[Row]:
        """The longest overdue first."""
        return sorted((row for row in self.rows if row.is_overdue), key=lambda row: row.due_on or self.on)

    @cached_property
    def first(self) -> list[DecisionRequest | Row]:
        """The five things that need a decision."""
        questions = {one.pk: one for one in self.decisions}
        asked_about = {one.action_id for one in self.decisions}
        rows = {row.key: row for row in self.rows if not row.is_closed and row.key not in asked_about}
        chosen = first_to_decide(
            (Question(one.pk, one.needed_by, timezone.localdate(one.asked_at)) for one in self.decisions),
            (_concern(row) for row in rows.values()),
        )
        return [questions[one.key] if isinstance(one, Question) else rows[one.key] for one in chosen]


@dataclass(frozen=True)
class Shown:
    """A standing with the words of its moment."""

    standing: Standing
    version: ActionVersion
    latest: ActionUpdate | None

    @property
    def action(self) -> Action:
        return self.version.of

    @property
    def judgement(self) -> Judgement:
        return self.standing.judgement


def board_overview(
    programmes: Collection[Programme], moment: datetime, visible: QuerySet[Action]
) -> BoardView[Standing]:
    """The programmes at that moment, counted and weighed. Six queries, however many programmes and actions."""
    found = ActionVersion.objects.as_at(moment).filter(of__programme__in=programmes, of__in=visible)
    rows: dict[int, list[Standing]] = defaultdict(list)
    for standing in standings_of(found.order_by("of__number"), moment):
        rows[standing.workstream].append(standing)
    return _Plan(programmes, moment).seen(rows)


def shown_of(view: BoardView[Standing], standings: Iterable[Standing]) -> dict[int, Shown]:
    """By key, the standings that a page shows, with their words. Two queries."""
    chosen = {standing.key: standing for standing in standings}
    found = ActionVersion.objects.as_at(view.moment).filter(of__in=chosen).select_related("of__programme")
    said = _latest(chosen, view.levels, view.moment)
    return {version.of_id: Shown(chosen[version.of_id], version, said.get(version.of_id)) for version in found}


def board_view(programmes: Collection[Programme], moment: datetime) -> BoardView[ActionRow]:
    """The programmes at that moment, whole. Eleven queries, however many programmes and actions."""
    plan = _Plan(programmes, moment)
    found = list(plan.versions())
    said = _latest({version.of_id for version in found}, plan.levels_by_key, moment)
    rows: dict[int, list[ActionRow]] = defaultdict(list)
    for row in rows_of(found, moment, said=said):
        rows[row.action.workstream_id].append(row)
    return plan.seen(rows)


class _Plan:
    """Programmes with their ratings and workstreams, in the words of a moment. Two queries."""

    def __init__(self, programmes: Collection[Programme], moment: datetime) -> None:
        self.programmes, self.moment = programmes, moment
        levels = in_words_of(moment, RatingLevel.objects.filter(programme__in=programmes))
        streams = in_words_of(moment, Workstream.objects.filter(programme__in=programmes))
        self.levels_by_key = {level.pk: level for level in levels}
        self.streams_by_key = {stream.pk: stream for stream in streams}
        self.levels, self.streams = _by_programme(levels), _by_programme(streams)

    def versions(self) -> Iterator[ActionVersion]:
        """What was known of the actions, in their order, with the programmes and workstreams that are here."""
        programmes = {programme.pk: programme for programme in self.programmes}
        found = ActionVersion.objects.as_at(self.moment).filter(of__programme__in=self.programmes)
        for version in found.select_related("of", "quadrant", "aim").defer(*UNREAD).order_by("of__number"):
            version.of.programme = programmes[version.of.programme_id]
            version.of.workstream = self.streams_by_key[version.of.workstream_id]
            yield version

    def seen(self, rows: dict[int, list[Row]]) -> BoardView[Row]:
        """`rows`: by workstream. One query."""
        programmes = [
            ProgrammeSeen(
                programme,
                self.levels[programme.pk],
                [
                    WorkstreamSeen(stream, rows[stream.pk], self.levels[programme.pk])
                    for stream in self.streams[programme.pk]
                ],
            )
            for programme in self.programmes
        ]
        return BoardView(self.moment, programmes, list(open_decisions(self.moment, self.programmes)))


def _latest(keys: Collection[int], levels: dict[int, RatingLevel], moment: datetime) -> dict[int, ActionUpdate]:
    """By action, the update that counted then, with the ratings that are loaded. One query."""
    rows = ActionUpdate.objects.filter(action__in=keys, counts_from__lte=moment)
    said: dict[int, ActionUpdate] = {}
    for row in rows.order_by("action_id", "-counts_from", "-pk").distinct("action_id"):
        row.delivery, row.impact = levels[row.delivery_id], levels.get(row.impact_id or 0)
        said[row.action_id] = row
    return said


def shares_of(rows: Iterable[Standing | ActionRow], levels: Iterable[RatingLevel]) -> list[Share]:
    """How many rows have each of the ratings, in the programme's order; ratings that none has are left out."""
    counted = Counter(row.level for row in rows)
    shares = [Share(level, counted[level.pk]) for level in levels] + [Share(None, counted[None])]
    return [share for share in shares if share.number]


def _by_programme(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.programme_id].append(row)
    return found


def _concern(row: Standing | ActionRow) -> Concern:
    return Concern(
        key=row.key,
        judged=row.judgement.kind,
        declared=row.declared,
        overdue_days=(row.on - row.due_on).days if row.is_overdue and row.due_on else 0,
        unowned=row.is_nobodys,
    )
