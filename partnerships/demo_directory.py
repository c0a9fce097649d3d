"""Members, contacts and happenings of the demonstration: real schools, in partnerships that are made up."""

from datetime import date, datetime, time, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.text import slugify

from essex_portal.accounts.demo import PARTNERSHIP
from essex_portal.accounts.models import Membership
from essex_portal.accounts.roles import Role
from essex_portal.organisations.models import Organisation
from partnerships.models import (
    MembershipProposal,
    Office,
    OfficeHolder,
    PartnershipFacts,
    PartnershipMeeting,
    PartnershipMember,
)
from partnerships.queries import partnerships_on, quadrants
from partnerships.services.proposals import propose
from partnerships.states import OfficeScope, ProposedChange

ESSEX = 881
HOST = "directory.example"
ALONE = 12
"""Every so-manieth school stays in no partnership, so that there are some to talk to."""
QUIET = 4
"""Every so-manieth cluster has not met."""
SINCE = timedelta(days=900)
LAST_CONFIRMED = (30, 80, 350, 400)
"""So many days before today contacts were confirmed, one after the other: most are fresh, some are not."""


def load_members(*, today: date) -> None:
    """Each cluster gets schools of its quadrant. Nothing where there are members already."""
    if PartnershipMember.objects.exists():
        return
    now = at(today)
    for quadrant in quadrants():
        found = partnerships_on(today).filter(quadrant=quadrant, kind="local_cluster")
        clusters = list(found.exclude(name=PARTNERSHIP))
        PartnershipMember.objects.bulk_create(
            PartnershipMember(
                partnership=facts.partnership, school=school, valid=DateRange(today - SINCE, None), added_at=now
            )
            for school, facts in _shared_out(quadrant, clusters)
        )


def _shared_out(
    quadrant: Organisation, clusters: list[PartnershipFacts]
) -> list[tuple[Organisation, PartnershipFacts]]:
    """Clusters that are named after a town get the schools nearest to it; the others share out what is left."""
    schools = Organisation.objects.open_schools().filter(
        school__local_authority=ESSEX, school__district__quadrant=quadrant, school__easting__isnull=False
    )
    ordered = list(schools.order_by("school__district__name", "school__easting", "pk"))
    free = [school for number, school in enumerate(ordered, start=1) if number % ALONE]
    each = -(-len(free) // len(clusters)) if clusters else 1
    given: list[tuple[Organisation, PartnershipFacts]] = []
    for facts in sorted(clusters, key=lambda one: _centre(one, ordered) is None):
        centre = _centre(facts, ordered)
        nearest = sorted(free, key=lambda one: _distance(one, centre)) if centre else free
        given += [(school, facts) for school in nearest[:each]]
        taken = {school.pk for school in nearest[:each]}
        free = [school for school in free if school.pk not in taken]
    return given


def _centre(facts: PartnershipFacts, schools: list[Organisation]) -> Organisation | None:
    """A school in the town that the cluster is named after."""
    return next((one for one in schools if one.school.town and one.school.town.lower() in facts.name.lower()), None)


def _distance(one: Organisation, other: Organisation) -> int:
    here, there = one.school, other.school
    return ((here.easting or 0) - (there.easting or 0)) ** 2 + ((here.northing or 0) - (there.northing or 0)) ** 2


def load_contacts(*, today: date) -> None:
    """An address an office, nobody's name. Nothing where there are contacts already."""
    if OfficeHolder.objects.exists():
        return
    number = 0
    for office in Office.objects.exclude(scope=OfficeScope.PARTNERSHIP):
        places = list(quadrants()) if office.scope == OfficeScope.QUADRANT else [None]
        for place in places:
            _contact(office, place, today, LAST_CONFIRMED[number % len(LAST_CONFIRMED)])
            number += 1
    lead = Office.objects.filter(scope=OfficeScope.PARTNERSHIP).first()
    partnership = PartnershipFacts.objects.filter(name=PARTNERSHIP).first()
    if lead and partnership:
        _contact(lead, partnership.partnership, today, LAST_CONFIRMED[0])


def _contact(office: Office, place: Organisation | None, today: date, days: int) -> None:
    where = slugify(place.name) if place else "essex"
    OfficeHolder.objects.create(
        office=office,
        place=place,
        email=f"{slugify(office.name)}@{where}.{HOST}",
        telephone="01632 960000",
        valid=DateRange(today - SINCE, None),
        confirmed_on=today - timedelta(days=days),
        added_at=at(today),
    )


def load_happenings(*, today: date) -> None:
    """Meetings of the demo lead's partnership, and what a demo headteacher proposes. Safe to run again."""
    own = PartnershipFacts.objects.filter(name=PARTNERSHIP, valid__contains=today).select_related("partnership").first()
    if own is None or PartnershipMeeting.objects.exists():
        return
    for days, about in ((20, "Transition from year 6"), (140, "Peer review of reading")):
        PartnershipMeeting.objects.create(
            partnership=own.partnership, held_on=today - timedelta(days=days), about=about, recorded_at=at(today)
        )
    others = partnerships_on(today).filter(kind="local_cluster").exclude(pk=own.pk)
    PartnershipMeeting.objects.bulk_create(
        PartnershipMeeting(
            partnership=facts.partnership,
            held_on=today - timedelta(days=30 + number),
            about="Termly meeting of heads",
            recorded_at=at(today),
        )
        for number, facts in enumerate(others)
        if number % QUIET
    )
    head = Membership.objects.filter(role=Role.HEADTEACHER, ended_at=None).select_related("user").order_by("pk").first()
    other = partnerships_on(today).filter(quadrant=own.quadrant, kind="local_cluster").exclude(pk=own.pk)
    wanted = other.exclude(partnership__partnership_members__school=head.organisation_id if head else None).first()
    if head and wanted and not MembershipProposal.objects.exists():
        propose(
            school=head.organisation,
            partnership=wanted.partnership,
            change=ProposedChange.JOIN,
            from_on=today,
            words="Our reception teachers meet with theirs already.",
            by=head.user,
            now=at(today),
        )


def at(today: date) -> datetime:
    return timezone.make_aware(datetime.combine(today, time(9)))
