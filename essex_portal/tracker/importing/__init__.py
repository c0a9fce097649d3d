"""A table of actions, read row by row: its columns, what a row proposes, and what stands in its way.

Pure: no ORM, no clock. What the tracker knows comes in as `Known`. docs/adr/0025.
"""

from essex_portal.tracker.importing.columns import JOINED, guess_columns, split_table, texts_of
from essex_portal.tracker.importing.knowledge import Known, KnownWorkstream, plain
from essex_portal.tracker.importing.offices import offices_in, suggestions_for
from essex_portal.tracker.importing.proposals import Problem, Proposal, RowReading, read_all, read_row

__all__ = [
    "JOINED",
    "Known",
    "KnownWorkstream",
    "Problem",
    "Proposal",
    "RowReading",
    "guess_columns",
    "offices_in",
    "plain",
    "read_all",
    "read_row",
    "split_table",
    "suggestions_for",
    "texts_of",
]
