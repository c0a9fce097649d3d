from typing import Any

from django.db import transaction

from essex_portal.audit.services import record
from essex_portal.organisations.models import District, Organisation


@transaction.atomic
def set_quadrant(*, district: District, quadrant: Organisation | None, by: Any, reason: str = "") -> None:
    """Put a district, and with it all its schools, into a quadrant, or into none. Does nothing when it is there."""
    district = District.objects.select_for_update().get(pk=district.pk)
    if district.quadrant_id == (quadrant.pk if quadrant else None):
        return
    before = str(district.quadrant or "")
    district.quadrant = quadrant
    district.save(update_fields=["quadrant"])
    record(
        event="district.quadrant_set",
        target=district,
        by=by,
        before={"quadrant": before},
        after={"quadrant": str(quadrant or "")},
        reason=reason,
    )
