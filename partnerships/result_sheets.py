"""Results as rows of a file: what the page shows and nothing more."""

from collections.abc import Iterator
from typing import Any

from partnerships.queries.county_results import CountyResults, Line
from partnerships.queries.result_rows import Board, DimensionRow, StatementRow
from partnerships.result_words import READINGS, change_words

STATEMENTS = {
    "Number": 8,
    "Dimension": 36,
    "Statement": 70,
    "Answers": 9,
    "Mean": 8,
    "Lowest": 8,
    "Highest": 8,
    "Standard deviation": 18,
    "Don't know": 11,
    "Reading": 22,
    "Risk": 6,
    "Change": 24,
    "Compared with": 20,
}


def statement_rows(board: Board) -> Iterator[list[Any]]:
    """A row for each dimension, without a number, and under it one for each of its statements."""
    for dimension in board.dimensions:
        yield [None, dimension.name, "", *_figures(board, dimension)]
        for row in board.statements:
            if row.dimension == dimension.name:
                yield [row.number, row.dimension, row.statement.wording, *_figures(board, row)]


def _figures(board: Board, row: DimensionRow | StatementRow) -> list[Any]:
    levels = row.figure.levels
    return [
        row.figure.answers,
        *([levels.mean, levels.low, levels.high, levels.deviation] if levels else [None] * 4),
        row.figure.dont_know,
        READINGS[row.reading][0],
        "Yes" if row.risk else "No",
        change_words(row.change),
        board.before.name if board.before else "",
    ]


def county_headings(found: CountyResults) -> dict[str, int]:
    """Columns of the table of partnerships: for each dimension its mean, its reading and its change."""
    columns = {"Quadrant": 14, "Partnership": 40, "Round": 20}
    for name in found.dimensions:
        columns |= {name: 14, f"{name}: reading": 22, f"{name}: change": 24}
    return columns


def county_rows(found: CountyResults) -> Iterator[list[Any]]:
    """A row for each partnership that has published, under each quadrant's own; the sum of all comes last."""
    for quadrant in found.quadrants:
        for line in quadrant.partnerships:
            yield [quadrant.organisation.name, line.name, line.round.name if line.round else "", *_cells(line)]
        yield [quadrant.organisation.name, "All partnerships shown", "", *_cells(quadrant.line)]
    yield ["", "All partnerships shown", "", *_cells(found.line)]


def _cells(line: Line) -> Iterator[Any]:
    for cell in line.cells:
        yield cell.figure.levels.mean if cell and cell.figure.levels else None
        yield READINGS[cell.reading][0] if cell else "Not asked"
        yield change_words(cell.change) if cell else ""
