"""Choices of the Task Force's pages."""

YEAR_GROUPS: dict[int, str] = {-1: "Nursery", 0: "Reception"} | {number: f"Year {number}" for number in range(1, 14)}
"""By the number that is stored: Nursery before Reception before Year 1."""
