"""Partnerships and what the county knows of them. Callers import from here."""

from partnerships.models.directory import PartnershipDetails, PartnershipFacts, PartnershipKind, PartnershipMember

__all__ = ["PartnershipDetails", "PartnershipFacts", "PartnershipKind", "PartnershipMember"]
