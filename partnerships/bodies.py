"""Who a name on a board is: a partnership, trust or school that the portal knows, if one alone has it."""

from essex_portal.organisations.models import Organisation
from essex_portal.organisations.states import OPEN_STATUSES, OrganisationKind
from partnerships.states import SeatKind

ESSEX = 881


def body_named(kind: SeatKind, name: str) -> Organisation | None:
    """The organisation of that name, a school by its URN too; None where the portal knows none, or several.

    A partnership goes before a trust of the same name, an open school of the county before others.
    """
    if kind == SeatKind.ORGANISATION:
        return None
    if kind == SeatKind.PARTNERSHIP:
        return _only(name, kind=OrganisationKind.PARTNERSHIP) or _only(name, kind=OrganisationKind.TRUST)
    if name.isascii() and name.isdigit() and len(name) < 8:
        return Organisation.objects.schools().filter(school__urn=int(name)).first()
    county = {"school__local_authority": ESSEX, "school__status__in": OPEN_STATUSES}
    return _only(name, kind=OrganisationKind.SCHOOL, **county)


def _only(name: str, **facts: object) -> Organisation | None:
    spelt = {name, name.replace("'", "’"), name.replace("’", "'")}
    found = list(Organisation.objects.filter(name__in=spelt, **facts)[:2])
    return found[0] if len(found) == 1 else None
