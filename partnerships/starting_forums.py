"""The forums and drop-ins that the county begins with. Safe to run again: what is there, or was changed, stays."""

from datetime import time
from typing import Any

from essex_portal.organisations.models import District, Organisation
from essex_portal.organisations.states import OrganisationKind
from partnerships.models import Forum

OWN = ("kind", "purpose", "represented", "rhythm", "weekday")


def load_forums(rows: list[dict[str, Any]]) -> None:
    """`rows` as in `data/forums.yaml`. Quadrants must be there."""
    for row in rows:
        quadrant = Organisation.objects.filter(kind=OrganisationKind.QUADRANT, name=row.get("quadrant")).first()
        forum, is_new = Forum.objects.get_or_create(
            name=row["name"],
            defaults={
                "quadrant": quadrant,
                "starts": time.fromisoformat(row["starts"]),
                "ends": time.fromisoformat(row["ends"]),
                **{name: row[name] for name in OWN if name in row},
            },
        )
        if is_new:
            forum.districts.set(District.objects.filter(name__in=row.get("districts", ())))
