"""What a round's answers say, and what may be shown of them: pure, no ORM and no clock. Callers import from here.

Source: domain.md P7 to P9, T8; docs/adr/0022-withholding-small-numbers.md.
"""

from partnerships.results.changes import Change, Movement, chained, change_of, change_of_many, link_between
from partnerships.results.facts import SCALE, Answer, Statement, Thresholds
from partnerships.results.figures import Figure, Levels, combined, figure_of
from partnerships.results.readings import Reading, is_risk, reading_of
from partnerships.results.rounds import Group, Results, results_of
from partnerships.results.withholding import shown_groups

__all__ = [
    "SCALE",
    "Answer",
    "Change",
    "Figure",
    "Group",
    "Levels",
    "Movement",
    "Reading",
    "Results",
    "Statement",
    "Thresholds",
    "chained",
    "change_of",
    "change_of_many",
    "combined",
    "figure_of",
    "is_risk",
    "link_between",
    "reading_of",
    "results_of",
    "shown_groups",
]
