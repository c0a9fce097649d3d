"""What the facts say of an action on a day, apart from what people say of it. Pure: no ORM, no clock.

Source: domain.md J6; rivals.md B, moonshot 1 ("RAG that argues back").
"""

from essex_portal.tracker.judging.facts import ActionFacts, Judgement, MeasureFacts, MilestoneFacts
from essex_portal.tracker.judging.judge import SEVERITY, contradicts, judge

__all__ = ["SEVERITY", "ActionFacts", "Judgement", "MeasureFacts", "MilestoneFacts", "contradicts", "judge"]
