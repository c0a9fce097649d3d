"""Updates for the demonstration, told by references: what offices would have said of their actions around its day."""

from datetime import date, datetime, timedelta
from typing import Any

from essex_portal.tracker.models import ActionUpdate, Programme
from essex_portal.tracker.services.parts import save_measure, save_risk
from essex_portal.tracker.services.updates import UpdateFacts, add_update, approve_update
from essex_portal.tracker.states import Stage, UpdateState


def tell(programme: Programme, content: dict[str, Any], *, today: date, now: datetime) -> None:
    """Add the updates, risks and measures of `content`, by reference, unless somebody has said something already."""
    if ActionUpdate.objects.filter(action__programme=programme).exists():
        return
    actions = {action.reference: action for action in programme.actions.all()}
    levels = {level.code: level for level in programme.rating_levels.all()}
    for reference, row in content["updates"].items():
        facts = UpdateFacts(
            delivery=levels[row["rating"]],
            sentence=row["sentence"],
            percent=row.get("percent"),
            forecast_on=today + timedelta(row["in_days"]) if "in_days" in row else None,
            stage=Stage.UNDER_WAY,
            contradiction=row.get("contradiction", ""),
        )
        update = add_update(
            action=actions[reference], facts=facts, base=None, by=None, now=now, author_words=row["author"]
        )
        if update.state == UpdateState.SUBMITTED:
            approve_update(update=update, by=None, now=now)
    for risk in content.get("risks", ()):
        save_risk(action=actions[risk["action"]], by=None, now=now, **_without_action(risk))
    for measure in content.get("measures", ()):
        save_measure(action=actions[measure["action"]], by=None, now=now, **_without_action(measure))


def _without_action(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "action"}
