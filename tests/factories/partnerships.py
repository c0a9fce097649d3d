"""Partnerships with their schools."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from itertools import count

from django.db.backends.postgresql.psycopg_any import DateRange

from essex_portal.organisations.models import Organisation
from essex_portal.organisations.states import OrganisationKind
from partnerships.membership import Span
from partnerships.models import PartnershipDetails, PartnershipFacts, PartnershipKind, PartnershipMember

KINDS = {"local_cluster": "Local cluster", "trust": "Multi-academy trust", "federation": "Federation"}
ALWAYS = DateRange(None, None)
SINCE = date(2020, 9, 1)

_numbers = count(1)


def make_quadrant(name: str = "North-East") -> Organisation:
    return Organisation.objects.get_or_create(kind=OrganisationKind.QUADRANT, name=name)[0]


def make_kind(code: str = "local_cluster", *, exclusive: bool = False) -> PartnershipKind:
    exclusive = exclusive or code in {"trust", "federation"}
    defaults = {"name": KINDS.get(code, code), "exclusive_on": ALWAYS if exclusive else None}
    return PartnershipKind.objects.get_or_create(code=code, defaults=defaults)[0]


def make_partnership(
    name: str = "",
    *,
    kind: str = "local_cluster",
    quadrant: Organisation | None = None,
    schools: Iterable[Organisation] = (),
) -> Organisation:
    """A partnership that has always been there, with these schools since September 2020."""
    name = name or f"Example Partnership {next(_numbers)}"
    partnership = Organisation.objects.create(kind=OrganisationKind.PARTNERSHIP, name=name)
    PartnershipDetails.objects.create(organisation=partnership)
    PartnershipFacts.objects.create(
        partnership=partnership, valid=ALWAYS, name=name, kind=make_kind(kind), quadrant=quadrant or make_quadrant()
    )
    for school in schools:
        add_school(partnership, school)
    return partnership


def add_school(
    partnership: Organisation, school: Organisation, *, since: date = SINCE, until: date | None = None
) -> PartnershipMember:
    """`until` is the day after the last."""
    kind = PartnershipFacts.objects.get(partnership=partnership).kind
    return PartnershipMember.objects.create(
        partnership=partnership,
        school=school,
        valid=DateRange(since, until),
        only_one_of=kind.rule.only_one_of(Span(since, until)),
        added_at=datetime(2020, 9, 1, 9, tzinfo=UTC),
    )
