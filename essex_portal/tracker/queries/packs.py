"""What a board pack says: the board's view at its moment, ratings month by month, and what changed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.utils import timezone

from essex_portal.tracker.comparing import Comparison
from essex_portal.tracker.models import BoardPack, DecisionRequest, RatingLevel, RiskVersion
from essex_portal.tracker.queries.actions import ActionRow
from essex_portal.tracker.queries.board import BoardView, WorkstreamSeen, board_view
from essex_portal.tracker.queries.comparison import comparison_of
from essex_portal.tracker.queries.decisions import answered_decisions
from essex_portal.tracker.queries.rating_history import month_ends, ratings_at
from essex_portal.tracker.rating_picture import Band


@dataclass(frozen=True)
class PackContent:
    """All that a pack prints. `months` are the moments of the ratings, the last is the pack's own."""

    pack: BoardPack
    view: BoardView[ActionRow]
    months: Sequence[datetime]
    ratings: dict[int, list[RatingLevel | None]]
    changes: Comparison | None
    answered: Sequence[DecisionRequest]

    @property
    def month_names(self) -> list[str]:
        return [f"{timezone.localdate(moment):%b %Y}" for moment in self.months]

    @property
    def since_on(self) -> date | None:
        return timezone.localdate(self.pack.since) if self.pack.since else None

    @cached_property
    def risks(self) -> list[tuple[ActionRow, RiskVersion]]:
        """Every risk of an open action with it, the highest first."""
        found = [(row, risk) for row in self.view.rows if not row.is_closed for risk in row.parts.risks]
        return sorted(found, key=lambda pair: -pair[1].score)

    def ratings_of(self, row: ActionRow) -> list[RatingLevel | None]:
        """The action's rating at each of the months; None before its first."""
        return self.ratings.get(row.key) or [None] * len(self.months)

    def bands_of(self, workstream: WorkstreamSeen[ActionRow]) -> list[Band]:
        """How many of the workstream's actions had which rating in each month; those that nothing had are left out."""
        columns = zip(*(self.ratings_of(row) for row in workstream.rows), strict=True)
        counted = [Counter(level.pk if level else None for level in column) for column in columns]
        bands = [(level.name, level.tone, [month[level.pk] for month in counted]) for level in workstream.levels]
        bands.append(("Not rated", "neutral", [month[None] for month in counted]))
        return [band for band in bands if any(band[2])]


def pack_content(pack: BoardPack) -> PackContent:
    """The same for the same pack at any later time: all of it is what was known at its moment."""
    programmes = list(pack.programmes.all())
    view = board_view(programmes, pack.as_at)
    months = month_ends(pack.as_at)
    return PackContent(
        pack=pack,
        view=view,
        months=months,
        ratings=ratings_at([row.key for row in view.rows], months, view.levels),
        changes=comparison_of(programmes, pack.since, pack.as_at) if pack.since else None,
        answered=list(answered_decisions(pack.since or months[0], pack.as_at, programmes)),
    )
