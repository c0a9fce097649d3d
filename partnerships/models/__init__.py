"""Partnerships and what the county knows of them. Callers import from here."""

from partnerships.models.directory import PartnershipDetails, PartnershipFacts, PartnershipKind, PartnershipMember
from partnerships.models.offers import FundedApplication, Offer, OfferMoney

__all__ = [
    "FundedApplication",
    "Offer",
    "OfferMoney",
    "PartnershipDetails",
    "PartnershipFacts",
    "PartnershipKind",
    "PartnershipMember",
]
