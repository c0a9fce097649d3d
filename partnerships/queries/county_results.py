"""The newest results of many partnerships beside one another, by dimension: for a quadrant's officers and the county.

Every sum over partnerships is made of the figures that are shown of each (ADR 0022).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from essex_portal.organisations.models import Organisation
from partnerships.models import PartnershipFacts, Round
from partnerships.queries.result_rows import Earlier, dimension_rows, earlier_rounds
from partnerships.queries.results import OWN, RoundResults, latest_published, results_of_rounds
from partnerships.results import Change, Figure, Reading, Thresholds, combined, reading_of


@dataclass(frozen=True)
class Cell:
    """What stands where a partnership and a dimension meet; `change` since its round before, where there was one."""

    figure: Figure
    reading: Reading
    change: Change | None = None


@dataclass(frozen=True)
class Line:
    """A partnership, a quadrant or the county, with a cell for each dimension; None where it was not asked.

    `round` is a partnership's newest; `partnerships` counts what a sum is made of.
    """

    name: str
    cells: Sequence[Cell | None]
    round: Round | None = None
    partnerships: int = 0


@dataclass(frozen=True)
class Quadrant:
    """A quadrant's own line, its partnerships', and those that have published nothing yet."""

    organisation: Organisation
    line: Line
    partnerships: Sequence[Line]
    without: Sequence[PartnershipFacts]


@dataclass(frozen=True)
class CountyResults:
    dimensions: Sequence[str]
    line: Line
    quadrants: Sequence[Quadrant]


def county_results(facts: Iterable[PartnershipFacts], thresholds: Thresholds) -> CountyResults:
    """The newest published round of each of these partnerships, compared with the one before. Six queries."""
    asked = list(facts)
    rounds = latest_published([one.partnership_id for one in asked], number=2)
    newest, before = _newest_and_before(results_of_rounds(rounds, thresholds, by_phase=False).values())
    dimensions = _dimensions(newest.values())
    earlier = {one.results.round.partnership_id: one for one in earlier_rounds(before.values()).values()}
    lines = {pk: _line(one, earlier.get(pk), dimensions, thresholds) for pk, one in newest.items()}
    quadrants = _quadrants(asked, lines, thresholds)
    return CountyResults(list(dimensions.values()), _sum("County", lines.values(), thresholds), quadrants)


def _newest_and_before(
    found: Iterable[RoundResults],
) -> tuple[dict[int, RoundResults], dict[int, RoundResults]]:
    """By partnership, of rounds that come newest first."""
    newest: dict[int, RoundResults] = {}
    before: dict[int, RoundResults] = {}
    for one in found:
        (before if one.round.partnership_id in newest else newest)[one.round.partnership_id] = one
    return newest, before


def _dimensions(newest: Iterable[RoundResults]) -> dict[str, str]:
    """The dimensions of all these rounds but partnerships' own statements, those of the newest version first."""
    found: dict[str, str] = {}
    for results in sorted(newest, key=lambda one: -one.round.version.number):
        found = found | {key: name for key, name in results.dimensions.items() if key not in found and key != OWN}
    return found


def _line(results: RoundResults, earlier: Earlier | None, dimensions: Iterable[str], thresholds: Thresholds) -> Line:
    rows = {row.key: row for row in dimension_rows(results, thresholds, earlier=earlier)}
    cells = [Cell(row.figure, row.reading, row.change) if (row := rows.get(key)) else None for key in dimensions]
    return Line(results.round.partnership.name, cells, round=results.round, partnerships=1)


def _quadrants(
    facts: Iterable[PartnershipFacts], lines: Mapping[int, Line], thresholds: Thresholds
) -> Sequence[Quadrant]:
    by_quadrant: dict[Organisation, list[PartnershipFacts]] = defaultdict(list)
    for fact in facts:
        by_quadrant[fact.quadrant].append(fact)
    return [_quadrant(quadrant, every, lines, thresholds) for quadrant, every in by_quadrant.items()]


def _quadrant(
    quadrant: Organisation, facts: Sequence[PartnershipFacts], lines: Mapping[int, Line], thresholds: Thresholds
) -> Quadrant:
    own = [lines[one.partnership_id] for one in facts if one.partnership_id in lines]
    without = [one for one in facts if one.partnership_id not in lines]
    return Quadrant(quadrant, _sum(quadrant.name, own, thresholds), own, without)


def _sum(name: str, lines: Iterable[Line], thresholds: Thresholds) -> Line:
    """Over the partnerships' shown figures, dimension by dimension."""
    every = list(lines)
    columns = zip(*(line.cells for line in every), strict=True)
    return Line(
        name, [_over([cell for cell in column if cell], thresholds) for column in columns], partnerships=len(every)
    )


def _over(cells: Sequence[Cell], thresholds: Thresholds) -> Cell | None:
    return _cell(combined(cell.figure for cell in cells), thresholds) if cells else None


def _cell(figure: Figure, thresholds: Thresholds) -> Cell:
    return Cell(figure, reading_of(figure, thresholds))
