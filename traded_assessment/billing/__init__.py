"""Which bills a run would issue, and what holds the rest back. Pure: facts come in, a plan goes out.

Source: domain.md B6, B13, B14, B22.
"""

from traded_assessment.billing.facts import Fault, HeldBack, Plan, PlannedBill, Problem, Terms, UnbilledLine
from traded_assessment.billing.planning import is_due, plan

__all__ = ["Fault", "HeldBack", "Plan", "PlannedBill", "Problem", "Terms", "UnbilledLine", "is_due", "plan"]
