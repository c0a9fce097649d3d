"""Years of made-up history, for measuring: as many actions and updates as a county gathers."""

from essex_portal.tracker.seeding.rows import seed
from essex_portal.tracker.seeding.size import Size

__all__ = ["Size", "seed"]
