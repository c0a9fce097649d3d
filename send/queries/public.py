"""Reads about the public page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from send.models import PublicStatement, PublicTable
from send.queries.statement import WorkstreamSeen, programme, workstreams
from send.services.public import LineFacts
from send.standing import proposed
from send.states import STATEMENT, PublicState
from send.withholding import withhold


@dataclass(frozen=True)
class TableSeen:
    """Numbers as the public may read them: None is withheld."""

    pk: int
    title: str
    rows: list[tuple[str, int | None]]
    total: int | None

    @property
    def withholds(self) -> bool:
        return any(count is None for _, count in self.rows)


def published() -> QuerySet[PublicStatement]:
    """The published versions, the one that shows first."""
    return PublicStatement.objects.filter(state=PublicState.PUBLISHED)


def draft() -> PublicStatement | None:
    """The version that is being written or waits for approval."""
    return PublicStatement.objects.filter(state=PublicState.DRAFT).select_related("handed_in_by", "drafted_by").first()


def tables_seen(tables: Iterable[PublicTable]) -> list[TableSeen]:
    return [_seen(table) for table in tables]


def lines_proposed(user: Any, moment: datetime) -> list[LineFacts]:
    """A line for each workstream, out of what the statement says and how its actions are rated. None before it is
    loaded."""
    found = programme(STATEMENT)
    return [_proposed(one) for one in workstreams(found, user, moment)] if found else []


def _proposed(one: WorkstreamSeen) -> LineFacts:
    """What nobody has rated counts as the facts say."""
    kinds = [row.latest.delivery.kind if row.latest else row.judgement.kind for row in one.rows]
    standing, sentence = proposed(kinds)
    promised = one.statement.families if one.statement and one.statement.families else one.workstream.title
    return LineFacts(heading=one.workstream.title, promised=promised, stands=sentence, standing=standing)


def _seen(table: PublicTable) -> TableSeen:
    shown = withhold([count for _, count in table.rows])
    labels = [label for label, _ in table.rows]
    return TableSeen(table.pk, table.title, list(zip(labels, shown.counts, strict=True)), shown.total)
