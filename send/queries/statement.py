"""Reads about the statement of action: what it says, how it stands, its risks, papers and visits."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Prefetch, QuerySet

from essex_portal.tracker.access import actions_for
from essex_portal.tracker.models import Programme, RiskVersion, Workstream
from essex_portal.tracker.queries import ActionFilter, ActionRow, actions_as_at
from essex_portal.tracker.queries.parts import MeasureSeen
from send.models import MonitoringVisit, StatementPaper, StrategyPart, StrategyStage, VisitLetter, WorkstreamStatement


@dataclass(frozen=True)
class WorkstreamSeen:
    """A workstream with what the statement says of it, None before that is written, and its actions."""

    workstream: Workstream
    statement: WorkstreamStatement | None
    rows: list[ActionRow]

    @property
    def measures(self) -> list[tuple[ActionRow, MeasureSeen]]:
        """Each measure of its actions, in their order."""
        return [(row, measure) for row in self.rows for measure in row.parts.measures]


def programme(slug: str) -> Programme | None:
    """One of the two programmes of SEND; None before it is loaded."""
    return Programme.objects.filter(slug=slug).first()


def workstreams(found: Programme, user: Any, moment: datetime, **wanted: Any) -> list[WorkstreamSeen]:
    """The workstreams in order, with the actions that the person may see. Ten queries, however many actions.

    `user` None sees all, for the portal itself; `wanted`: more of ActionFilter's fields.
    """
    visible = None if user is None else actions_for(user)
    rows = actions_as_at(moment, ActionFilter(programme=found, visible=visible, **wanted))
    return [
        WorkstreamSeen(
            one, getattr(one, "send_statement", None), [row for row in rows if row.action.workstream_id == one.pk]
        )
        for one in found.workstreams.select_related("send_statement")
    ]


def risks(found: Programme, user: Any) -> list[RiskVersion]:
    """The risks of today with their actions, the highest first. One query."""
    known = RiskVersion.objects.current().filter(of__action__programme=found, of__action__in=actions_for(user))
    known = known.select_related("of__action__workstream", "of__action__programme")
    return list(known.order_by((F("likelihood") * F("impact")).desc(), "of__action__reference"))


def papers() -> QuerySet[StatementPaper]:
    return StatementPaper.objects.filter(withdrawn_at=None).select_related("file")


def visits() -> QuerySet[MonitoringVisit]:
    """The newest first, with their letters. Two queries."""
    letters = VisitLetter.objects.filter(withdrawn_at=None).select_related("file")
    return MonitoringVisit.objects.prefetch_related(Prefetch("letters", queryset=letters))


def strategy_parts() -> QuerySet[StrategyPart]:
    return StrategyPart.objects.filter(in_use=True)


def strategy_stages() -> QuerySet[StrategyStage]:
    return StrategyStage.objects.filter(in_use=True)
