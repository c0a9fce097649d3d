"""Predecessors and successors, from the links file."""

from collections.abc import Iterable

from essex_portal.organisations.models import SchoolDetails, SchoolLink
from essex_portal.organisations.register.links import Lifetime, LinkRow, Succession, successions
from essex_portal.organisations.states import EstablishmentStatus


def write_links(rows: Iterable[LinkRow]) -> tuple[int, int]:
    """Add or mend the links between schools that the portal knows.

    Returns how many were new or changed, and how many rows were left out: a school unknown, or no succession.
    """
    rows = list(rows)
    ids, lifetimes = _schools({urn for row in rows for urn in (row.urn, row.other_urn)})
    found, left_out = successions(rows, lifetimes)
    known = set(SchoolLink.objects.values_list("earlier_id", "later_id", "kind", "established_on"))
    links = [link for one in found if _key(link := _link(one, ids)) not in known]
    SchoolLink.objects.bulk_create(
        links,
        update_conflicts=True,
        unique_fields=["earlier", "later"],
        update_fields=["kind", "established_on"],
        batch_size=2000,
    )
    return len(links), left_out


def _schools(urns: set[int]) -> tuple[dict[int, int], dict[int, Lifetime]]:
    rows = SchoolDetails.objects.filter(urn__in=urns).values_list(
        "urn", "id", "status", "organisation__opened_on", "organisation__closed_on"
    )
    ids, lifetimes = {}, {}
    for urn, pk, status, opened_on, closed_on in rows.iterator(chunk_size=5000):
        ids[urn] = pk
        lifetimes[urn] = Lifetime(status == EstablishmentStatus.CLOSED, opened_on, closed_on)
    return ids, lifetimes


def _link(succession: Succession, ids: dict[int, int]) -> SchoolLink:
    return SchoolLink(
        earlier_id=ids[succession.earlier],
        later_id=ids[succession.later],
        kind=succession.kind,
        established_on=succession.established_on,
    )


def _key(link: SchoolLink) -> tuple[object, ...]:
    return link.earlier_id, link.later_id, link.kind, link.established_on
