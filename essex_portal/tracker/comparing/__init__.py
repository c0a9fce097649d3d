"""What became of promises between two moments. Pure: promises in, findings out; no ORM, no clock.

Source: rivals.md B, moonshot 2 ("board diff": kept, slipped and how often, re-worded, quietly dropped).
"""

from essex_portal.tracker.comparing.promises import Comparison, Finding, Part, Promise, Renaming, Slip, compare
from essex_portal.tracker.comparing.wording import Change, Piece, reworded

__all__ = ["Change", "Comparison", "Finding", "Part", "Piece", "Promise", "Renaming", "Slip", "compare", "reworded"]
