"""Peer review visits."""

from datetime import UTC, date, datetime, time
from typing import Any

from essex_portal.accounts.models import User
from essex_portal.organisations.models import Organisation
from partnerships.models import PeerVisit
from partnerships.services.visits import Plan, arrange_visit

ARRANGED = datetime(2021, 11, 10, 9, 30, tzinfo=UTC)
VISITED = date(2021, 11, 17)


def make_plan(partnership: Organisation, host: Organisation, visitor: Organisation, **changes: Any) -> Plan:
    usual: dict[str, Any] = {
        "partnership": partnership, "other_partnership": None, "host": host, "visitor": visitor, "on": VISITED,
        "starts": time(9), "ends": time(15), "focus": "How do children remember more?",
    }  # fmt: skip
    return Plan(**usual | changes)


def make_visit(
    partnership: Organisation, host: Organisation, visitor: Organisation, *, by: User, **changes: Any
) -> PeerVisit:
    """Arranged on 10 November 2021 for a week later, unless told otherwise."""
    return arrange_visit(plan=make_plan(partnership, host, visitor, **changes), by=by, now=ARRANGED)
