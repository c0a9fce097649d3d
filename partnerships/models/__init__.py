"""Partnerships and what the county knows of them. Callers import from here."""

from partnerships.models.boards import Board, BoardSeat
from partnerships.models.directory import PartnershipDetails, PartnershipFacts, PartnershipKind, PartnershipMember
from partnerships.models.evaluation import (
    AgreedAnswer,
    Answer,
    Round,
    RoundOwnStatement,
    RoundReminderStep,
    RoundSchool,
)
from partnerships.models.forums import Forum, ForumAttendance, ForumMeeting, ForumMember, LinkRequest
from partnerships.models.meetings import PartnershipMeeting
from partnerships.models.next_steps import AgreedLevel, NextStep
from partnerships.models.offers import FundedApplication, Offer, OfferMoney
from partnerships.models.offices import Office, OfficeHolder
from partnerships.models.proposals import MembershipProposal
from partnerships.models.question_sets import Dimension, Item, QuestionSet, QuestionSetVersion, ScaleStep, Statement
from partnerships.models.shared_results import ResultsLink
from partnerships.models.stated import StatedCount
from partnerships.models.thresholds import ResultThresholds
from partnerships.models.uploads import MembershipUpload
from partnerships.models.visits import PeerVisit

__all__ = [
    "AgreedAnswer",
    "AgreedLevel",
    "Answer",
    "Board",
    "BoardSeat",
    "Dimension",
    "Forum",
    "ForumAttendance",
    "ForumMeeting",
    "ForumMember",
    "FundedApplication",
    "Item",
    "LinkRequest",
    "MembershipProposal",
    "MembershipUpload",
    "NextStep",
    "Offer",
    "OfferMoney",
    "Office",
    "OfficeHolder",
    "PartnershipDetails",
    "PartnershipFacts",
    "PartnershipKind",
    "PartnershipMeeting",
    "PartnershipMember",
    "PeerVisit",
    "QuestionSet",
    "QuestionSetVersion",
    "ResultThresholds",
    "ResultsLink",
    "Round",
    "RoundOwnStatement",
    "RoundReminderStep",
    "RoundSchool",
    "ScaleStep",
    "StatedCount",
    "Statement",
]
