"""Choices of the Task Force's pages."""

from collections.abc import Iterable

PROGRAMME = "task-force"
"""The address of the commitments in the tracker."""

YEAR_GROUPS: dict[int, str] = {-1: "Nursery", 0: "Reception"} | {number: f"Year {number}" for number in range(1, 14)}
"""By the number that is stored: Nursery before Reception before Year 1."""


def year_group_words(numbers: Iterable[int]) -> str:
    """`Year 6`, `Reception to Year 3, Year 7`; `All year groups` where none is left out."""
    wanted = set(numbers)
    if wanted >= YEAR_GROUPS.keys():
        return "All year groups"
    runs: list[list[int]] = []
    for number in sorted(wanted):
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(_run_words(run) for run in runs)


def _run_words(run: list[int]) -> str:
    names = [YEAR_GROUPS[number] for number in run]
    return f"{names[0]} to {names[-1]}" if len(names) > 2 else ", ".join(names)
