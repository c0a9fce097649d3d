"""SEND: what hangs on the statement of action, the strategy, and the public page."""

from send.models.public import PublicLine, PublicStatement, PublicTable
from send.models.statement import MonitoringVisit, StatementPaper, VisitLetter, WorkstreamStatement
from send.models.strategy import StrategyPart, StrategyStage

__all__ = [
    "MonitoringVisit",
    "PublicLine",
    "PublicStatement",
    "PublicTable",
    "StatementPaper",
    "StrategyPart",
    "StrategyStage",
    "VisitLetter",
    "WorkstreamStatement",
]
