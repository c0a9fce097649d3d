"""Partnerships and what the county knows of them. Callers import from here."""

from partnerships.models.boards import Board, BoardSeat
from partnerships.models.directory import PartnershipDetails, PartnershipFacts, PartnershipKind, PartnershipMember
from partnerships.models.meetings import PartnershipMeeting
from partnerships.models.offices import Office, OfficeHolder
from partnerships.models.proposals import MembershipProposal
from partnerships.models.stated import StatedCount
from partnerships.models.uploads import MembershipUpload

__all__ = [
    "Board",
    "BoardSeat",
    "MembershipProposal",
    "MembershipUpload",
    "Office",
    "OfficeHolder",
    "PartnershipDetails",
    "PartnershipFacts",
    "PartnershipKind",
    "PartnershipMeeting",
    "PartnershipMember",
    "StatedCount",
]
