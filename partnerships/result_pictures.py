"""Pictures of results: how high and how wide each dimension lies, and where statements lie between agreeing and not."""

from collections.abc import Mapping

from django.utils.safestring import SafeString

from essex_portal.ui.level_charts import Axis, Range, Spot, range_chart, scatter_chart
from partnerships.queries.result_rows import Board
from partnerships.result_words import mean_words
from partnerships.results import Thresholds

WITHHELD = "Withheld: fewer than three answers"
NOBODY = "Nobody could say"
APART = {0: "0", 0.5: "0.5", 1: "1.0", 1.5: "1.5"}


def dimensions_picture(board: Board, scale: Mapping[int, str], *, own: bool = False) -> SafeString:
    """A bar for each dimension from the lowest to the highest answer, with the mean and, if asked, the school's own."""
    marks = " The diamond is your school’s own mean." if own else ""
    return range_chart(
        key="dimensions",
        title="Level of each dimension",
        description=f"Each bar reaches from the lowest answer to the highest, the dot is the mean.{marks}"
        " The table has the same figures.",
        scale=scale,
        rows=[
            Range(
                row.name,
                low=row.figure.levels.low,
                high=row.figure.levels.high,
                mean=row.figure.levels.mean,
                words=mean_words(row.figure),
                mark=row.own if own else None,
            )
            if row.figure.levels
            else Range(row.name, words=NOBODY if row.figure.nobody_could_say else WITHHELD)
            for row in board.dimensions
        ],
    )


def agreement_map(board: Board, scale: Mapping[int, str], thresholds: Thresholds) -> SafeString:
    """Each statement by its mean and by how far the answers lie apart; empty when no mean may be shown."""
    spots = [
        Spot(str(row.number), row.figure.levels.mean, row.figure.levels.deviation)
        for row in board.statements
        if row.figure.levels
    ]
    if not spots:
        return SafeString("")
    return scatter_chart(
        key="agreement",
        title="Agreement map",
        description="Each number is a statement of the table. Further to the right the schools see themselves higher, "
        "further up they see it more differently.",
        across=Axis("Mean level", min(scale), max(scale), scale),
        up=Axis("How far apart the schools are (standard deviation)", 0, 1.5, APART),
        spots=spots,
        regions=[
            ((1 + float(thresholds.risk_mean)) / 2, 0.06, "We agree: weak"),
            ((float(thresholds.strength_mean) + 4) / 2, 0.06, "We agree: strong"),
            (2.5, 1.42, "We see it differently"),
        ],
    )
