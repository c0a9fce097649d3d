"""Choices, and the tables of legal moves. Keys are stored. Callers import from here."""

from partnerships.states.directory import (
    MemberSource,
    OfficeScope,
    ProposalState,
    ProposedChange,
    SeatKind,
    UploadState,
)
from partnerships.states.evaluation import ANSWERABLE, ROUND_MOVES, Link, RoundState, VersionState
from partnerships.states.meetings import STEP_MOVES, StepState
from partnerships.states.offers import APPLICATION_MOVES, HOLDS_PLACES, ApplicationState, OfferState

__all__ = [
    "ANSWERABLE",
    "APPLICATION_MOVES",
    "HOLDS_PLACES",
    "ROUND_MOVES",
    "STEP_MOVES",
    "ApplicationState",
    "Link",
    "MemberSource",
    "OfferState",
    "OfficeScope",
    "ProposalState",
    "ProposedChange",
    "RoundState",
    "SeatKind",
    "StepState",
    "UploadState",
    "VersionState",
]
