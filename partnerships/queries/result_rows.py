"""Results as rows of a page: each statement and dimension with its reading and its change since an earlier round."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from essex_portal.organisations.models import Organisation
from partnerships.models import Round, Statement
from partnerships.queries.results import RoundResults, dimension_of, published_rounds, results_of_rounds
from partnerships.results import (
    Change,
    Figure,
    Group,
    Reading,
    Thresholds,
    change_of,
    change_of_many,
    figure_of,
    is_risk,
    link_between,
    reading_of,
)
from partnerships.states import Link

TO_TALK_ABOUT = (Reading.AGREED_WEAK, Reading.APART, Reading.UNSURE, Reading.STRENGTH)


@dataclass(frozen=True)
class StatementRow:
    """`number` counts the statements of the round from 1; `own` is the school's own answer, where a school looks."""

    number: int
    statement: Statement
    dimension: str
    figure: Figure
    reading: Reading
    risk: bool
    change: Change | None = None
    own: int | None = None


@dataclass(frozen=True)
class DimensionRow:
    key: str
    name: str
    figure: Figure
    reading: Reading
    risk: bool
    change: Change | None = None
    own: Decimal | None = None


@dataclass(frozen=True)
class Board:
    """All that a results page shows of one group of schools in one round."""

    results: RoundResults
    group: Group
    before: Round | None
    dimensions: Sequence[DimensionRow]
    statements: Sequence[StatementRow]

    @property
    def conversations(self) -> list[tuple[Reading, list[StatementRow]]]:
        """What to talk about, kind by kind, the most pressing first; kinds without a statement are left out."""
        return [(reading, rows) for reading in TO_TALK_ABOUT if (rows := self._with(reading))]

    @property
    def strengths(self) -> list[StatementRow]:
        return self._with(Reading.STRENGTH)

    @property
    def apart(self) -> list[StatementRow]:
        return self._with(Reading.APART)

    @property
    def unsure(self) -> list[StatementRow]:
        return self._with(Reading.UNSURE)

    def _with(self, reading: Reading) -> list[StatementRow]:
        return [row for row in self.statements if row.reading == reading]

    @property
    def risks(self) -> list[StatementRow]:
        return [row for row in self.statements if row.risk]


@dataclass(frozen=True)
class Earlier:
    """An earlier round to compare with, and how its statements are linked to those of now.

    A group is compared with the group of the same name then. Whatever is withheld of either has no change.
    """

    results: RoundResults
    follows: Mapping[int, tuple[int, Link]]

    def pair(self, statement: Statement) -> tuple[int | None, Link]:
        """The earlier statement that asked the same, and the link to it."""
        then = self._by_item.get(statement.item_id)
        return (then, link_between(statement.pk, then, self.follows)) if then else (None, Link.NEW)

    def figure(self, statement: int, phase: str) -> Figure | None:
        """What was shown of that statement for the phase, or for all schools; None without a school of the phase."""
        group = self.results.results.group(phase)
        return group.statements[statement] if group else None

    @cached_property
    def _by_item(self) -> dict[int, int]:
        return {one.item_id: one.pk for one in self.results.statements}


def earlier_rounds(every: Iterable[RoundResults]) -> dict[int, Earlier]:
    """These rounds, made ready for comparing with what came after each. One query."""
    found = list(every)
    items = {one.item_id for results in found for one in results.statements}
    rows = Statement.objects.filter(item__in=items, follows__isnull=False).values_list("pk", "follows_id", "link")
    follows = {pk: (before, Link(link)) for pk, before, link in rows}
    return {results.round.pk: Earlier(results, follows) for results in found}


@dataclass(frozen=True)
class History:
    """A partnership's published rounds, the oldest first, made ready for comparing."""

    rounds: Sequence[RoundResults]
    earlier: Mapping[int, Earlier]

    def of(self, review: Round) -> RoundResults:
        return self.rounds[self._place(review)]

    def before(self, review: Round) -> Earlier | None:
        """The round before that one; None for the first."""
        place = self._place(review)
        return self.earlier[self.rounds[place - 1].round.pk] if place else None

    def until(self, review: Round) -> Sequence[RoundResults]:
        """That round and those before it."""
        return self.rounds[: self._place(review) + 1]

    def _place(self, review: Round) -> int:
        return next(at for at, one in enumerate(self.rounds) if one.round.pk == review.pk)


def history_of(partnership: Organisation, thresholds: Thresholds) -> History:
    """All that the partnership has published. Five queries."""
    found = results_of_rounds(reversed(published_rounds(partnership)), thresholds)
    return History(list(found.values()), earlier_rounds(found.values()))


def board_of(
    results: RoundResults,
    thresholds: Thresholds,
    *,
    group: Group | None = None,
    earlier: Earlier | None = None,
    own: Mapping[int, int | None] | None = None,
) -> Board:
    """The rows for a group of the round: the whole, unless another is given."""
    shown = group or results.results.whole
    return Board(
        results=results,
        group=shown,
        before=earlier.results.round if earlier else None,
        dimensions=dimension_rows(results, thresholds, group=shown, earlier=earlier, own=own),
        statements=[
            _statement(number, one, results, shown, thresholds, earlier, own or {})
            for number, one in enumerate(results.statements, start=1)
        ],
    )


def dimension_rows(
    results: RoundResults,
    thresholds: Thresholds,
    *,
    group: Group | None = None,
    earlier: Earlier | None = None,
    own: Mapping[int, int | None] | None = None,
) -> list[DimensionRow]:
    """The dimensions of a group of the round (the whole, unless another is given), in order."""
    shown = group or results.results.whole
    return [_dimension(results, shown, key, thresholds, earlier, own or {}) for key in results.dimensions]


def _statement(
    number: int,
    statement: Statement,
    results: RoundResults,
    group: Group,
    thresholds: Thresholds,
    earlier: Earlier | None,
    own: Mapping[int, int | None],
) -> StatementRow:
    figure = group.statements[statement.pk]
    return StatementRow(
        number=number,
        statement=statement,
        dimension=results.dimensions[dimension_of(statement)],
        figure=figure,
        reading=reading_of(figure, thresholds),
        risk=is_risk(figure, thresholds),
        change=change_of(*compare(statement, figure, earlier, group.name), thresholds) if earlier else None,
        own=own.get(statement.pk),
    )


def _dimension(
    results: RoundResults,
    group: Group,
    key: str,
    thresholds: Thresholds,
    earlier: Earlier | None,
    own: Mapping[int, int | None],
) -> DimensionRow:
    figure = group.dimensions[key]
    of_it = [one for one in results.statements if dimension_of(one) == key]
    pairs = [compare(one, group.statements[one.pk], earlier, group.name) for one in of_it] if earlier else []
    own_figure = figure_of([own.get(one.pk) for one in of_it])
    return DimensionRow(
        key=key,
        name=results.dimensions[key],
        figure=figure,
        reading=reading_of(figure, thresholds),
        risk=is_risk(figure, thresholds),
        change=change_of_many(pairs, thresholds) if earlier else None,
        own=own_figure.levels.mean if own_figure.levels else None,
    )


def compare(
    statement: Statement, figure: Figure, earlier: Earlier, phase: str = ""
) -> tuple[Figure, Figure | None, Link]:
    """The figure of now, the one of the same statement and phase then, and how the two wordings are linked."""
    then, link = earlier.pair(statement)
    return figure, earlier.figure(then, phase) if then else None, link
