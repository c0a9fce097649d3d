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
from partnerships.states.forums import ON_THE_LIST, ForumKind, ListState, Rhythm, Weekday, WeekOfMonth
from partnerships.states.meetings import STEP_MOVES, StepState
from partnerships.states.offers import APPLICATION_MOVES, HOLDS_PLACES, ApplicationState, OfferState

__all__ = [
    "ANSWERABLE",
    "APPLICATION_MOVES",
    "HOLDS_PLACES",
    "ON_THE_LIST",
    "ROUND_MOVES",
    "STEP_MOVES",
    "ApplicationState",
    "ForumKind",
    "Link",
    "ListState",
    "MemberSource",
    "OfferState",
    "OfficeScope",
    "ProposalState",
    "ProposedChange",
    "Rhythm",
    "RoundState",
    "SeatKind",
    "StepState",
    "UploadState",
    "VersionState",
    "WeekOfMonth",
    "Weekday",
]
