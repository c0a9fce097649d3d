"""Who sees a peer review visit, who writes in it, and who shares it."""

from typing import Any

from django.http import Http404
from django.utils import timezone

from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from partnerships.models import PeerVisit
from partnerships.queries.visits import visits_seen_by

HOST, VISITOR = "host", "visitor"


def visit_for(user: Any, pk: int) -> PeerVisit:
    """The visit, for those who may read it. Raises Http404 for others: they do not learn that there is one."""
    found = visits_seen_by(user, timezone.localdate()).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def may_write_visit(user: Any, visit: PeerVisit) -> bool:
    """The headteachers of both schools, and the leads of their partnerships."""
    led = [one for one in (visit.partnership, visit.other_partnership) if one is not None]
    return bool(sides_of(user, visit)) or any(holds(user, Permission.LEAD_PARTNERSHIP, one) for one in led)


def visit_to_write_for(user: Any, pk: int) -> PeerVisit:
    """The visit, for those who may write in it. Raises Http404 for others."""
    found = visit_for(user, pk)
    if not may_write_visit(user, found):
        raise Http404
    return found


def sides_of(user: Any, visit: PeerVisit) -> list[str]:
    """For which of the two schools the person may share it: no lead shares for a school."""
    schools = {HOST: visit.host, VISITOR: visit.visitor}
    return [side for side, school in schools.items() if holds(user, Permission.HAND_IN_EVALUATION, school)]
