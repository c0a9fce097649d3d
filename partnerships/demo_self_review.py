"""The demo lead's partnership reviews itself: three past rounds, and one that is open."""

from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from essex_portal.accounts.demo import PARTNERSHIP, personas
from essex_portal.organisations.models import Organisation
from essex_portal.organisations.states import OrganisationKind
from partnerships.models import PartnershipMember
from partnerships.queries.evaluation import latest_versions
from partnerships.seeding import seed_evaluations, seed_round

SCHOOLS = 5
OPENED = timedelta(days=8)
"""So long ago the open round opened."""


def load_self_review(*, today: date) -> None:
    """With five schools, the demo headteachers' among them. Safe to run again: rounds that are there stay."""
    partnership = Organisation.objects.filter(kind=OrganisationKind.PARTNERSHIP, name=PARTNERSHIP).first()
    version = latest_versions().first()
    if partnership is None or version is None or partnership.evaluation_rounds.exists():
        return
    schools = _schools(partnership, since=today - timedelta(days=1000))
    if schools:
        seed_evaluations(today=today, only=[partnership])
        seed_round({partnership: schools}, version, opens_on=today - OPENED, publish=False)


def _schools(partnership: Organisation, *, since: date) -> list[Organisation]:
    """The members, and schools near the demo headteacher until there are five."""
    members = {row.school_id: row.school for row in partnership.partnership_members.select_related("school")}
    for school in _near():
        if school.pk not in members and len(members) < SCHOOLS:
            members[school.pk] = school
            PartnershipMember.objects.create(
                partnership=partnership, school=school, valid=DateRange(since, None), added_at=timezone.now()
            )
    return list(members.values())


def _near() -> list[Organisation]:
    """The demo headteachers' schools in the first one's district, then others there."""
    heads = [school for persona in personas() if persona.urn for school in persona.organisations]
    if not heads:
        return []
    district = heads[0].school.district_id
    others = Organisation.objects.open_schools().filter(school__district=district).order_by("name", "pk")
    return [*(school for school in heads if school.school.district_id == district), *others[: 2 * SCHOOLS]]
