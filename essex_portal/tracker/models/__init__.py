"""Rows of the tracker. What can change is kept in versions: docs/adr/0019."""

from essex_portal.tracker.models.actions import Action, ActionVersion, Milestone, MilestoneVersion
from essex_portal.tracker.models.boards import BoardPack, BoardPackProgramme, DecisionRequest
from essex_portal.tracker.models.evidence import Evidence
from essex_portal.tracker.models.imports import ActionDraft, ActionImport, ImportConfirmation
from essex_portal.tracker.models.measures import Measure, MeasureVersion, Reading
from essex_portal.tracker.models.parties import Party, PartyVersion
from essex_portal.tracker.models.party_links import PartyLink
from essex_portal.tracker.models.personal import DigestOff, SavedFilter, Watch
from essex_portal.tracker.models.programmes import Programme, RatingLevel, StrategicAim, Workstream
from essex_portal.tracker.models.risks import Dependency, DependencyVersion, Risk, RiskVersion
from essex_portal.tracker.models.sheets import UpdateSheet
from essex_portal.tracker.models.updates import ActionUpdate, UpdateReview
from essex_portal.tracker.models.versions import Version
from essex_portal.tracker.models.words import FormerRating, FormerWorkstream

__all__ = [
    "Action",
    "ActionDraft",
    "ActionImport",
    "ActionUpdate",
    "ActionVersion",
    "BoardPack",
    "BoardPackProgramme",
    "DecisionRequest",
    "Dependency",
    "DependencyVersion",
    "DigestOff",
    "Evidence",
    "FormerRating",
    "FormerWorkstream",
    "ImportConfirmation",
    "Measure",
    "MeasureVersion",
    "Milestone",
    "MilestoneVersion",
    "Party",
    "PartyLink",
    "PartyVersion",
    "Programme",
    "RatingLevel",
    "Reading",
    "Risk",
    "RiskVersion",
    "SavedFilter",
    "StrategicAim",
    "UpdateReview",
    "UpdateSheet",
    "Version",
    "Watch",
    "Workstream",
]
