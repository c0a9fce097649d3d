"""The newest results of many partnerships beside one another, by dimension: for a quadrant's officers and the county.

Every sum over partnerships is made of the figures that are shown of each (ADR 0022).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from essex_portal.organisations.models import Organisation
from partnerships.models import PartnershipFacts, Round
from partnerships.queries.result_rows import DimensionRow, board_of, earlier_rounds
from partnerships.queries.results import OWN, RoundResults, latest_published, results_of_rounds
from partnerships.results import Figure, Reading, Thresholds, combined, is_risk, reading_of


@dataclass(frozen=True)
class Cell:
    """What stands where a partnership and a dimension meet."""

    figure: Figure
    reading: Reading
    risk: bool


@dataclass(frozen=True)
class Line:
    """A partnership, a quadrant or the county, with a cell for each dimension; None where it was not asked.

    `round` and `rows` are a partnership's own; `partnerships` counts what a sum is made of.
    """

    name: str
    cells: Sequence[Cell | None]
    round: Round | None = None
    rows: Sequence[DimensionRow] = ()
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
    """The newest published round of each of these partnerships, with its change since the one before. Six queries."""
    asked = list(facts)
    rounds = _newest_and_before(asked)
    results = results_of_rounds([one for pair in rounds.values() for one in pair], thresholds, by_phase=False)
    earlier = earlier_rounds(results[pair[1].pk] for pair in rounds.values() if len(pair) > 1)
    newest = {pk: results[pair[0].pk] for pk, pair in rounds.items()}
    dimensions = _dimensions(newest.values())
    lines = {}
    for pk, found in newest.items():
        before = earlier[rounds[pk][1].pk] if len(rounds[pk]) > 1 else None
        lines[pk] = _line(found, dimensions, board_of(found, thresholds, earlier=before).dimensions)
    quadrants = _quadrants(asked, lines, thresholds)
    return CountyResults(list(dimensions.values()), _sum("All", lines.values(), thresholds), quadrants)


def _newest_and_before(facts: Iterable[PartnershipFacts]) -> dict[int, list[Round]]:
    """At most two published rounds of each partnership, the newest first."""
    found: dict[int, list[Round]] = defaultdict(list)
    for one in latest_published([fact.partnership_id for fact in facts], back=2):
        found[one.partnership_id].append(one)
    return dict(found)


def _dimensions(newest: Iterable[RoundResults]) -> dict[str, str]:
    """The dimensions of all these rounds but partnerships' own statements, those of the newest version first."""
    found: dict[str, str] = {}
    for results in sorted(newest, key=lambda one: -one.round.version.number):
        found = found | {key: name for key, name in results.dimensions.items() if key not in found and key != OWN}
    return found


def _line(results: RoundResults, dimensions: Mapping[str, str], rows: Sequence[DimensionRow]) -> Line:
    by_key = {row.key: row for row in rows}
    cells = [Cell(row.figure, row.reading, row.risk) if (row := by_key.get(key)) else None for key in dimensions]
    return Line(results.round.partnership.name, cells, round=results.round, rows=rows, partnerships=1)


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
    cells = [_cell_of([cell for cell in column if cell], thresholds) for column in columns]
    return Line(name, cells, partnerships=len(every))


def _cell_of(cells: Sequence[Cell], thresholds: Thresholds) -> Cell | None:
    if not cells:
        return None
    figure = combined(cell.figure for cell in cells)
    return Cell(figure, reading_of(figure, thresholds), is_risk(figure, thresholds))
