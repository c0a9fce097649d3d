"""Demonstration content: what is on offer, and, for those who ask for it, a little trade."""

from traded_assessment.demo.catalogue import load, provisional_half_terms
from traded_assessment.demo.trade import load_trade

__all__ = ["load", "load_trade", "provisional_half_terms"]
