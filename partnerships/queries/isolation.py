"""Schools that nobody works with: in no partnership, or only in ones that have not met for a year.

A warm list for the quadrant's officer, not a league table. Source: rivals.md D, isolation radar.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, Max, OuterRef, QuerySet

from essex_portal.organisations.models import Organisation
from partnerships.models import PartnershipMeeting, PartnershipMember

ESSEX = 881
A_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Isolated:
    """A school, and why it is on the list."""

    school: Organisation
    partnerships: str
    last_met: date | None

    @property
    def why(self) -> str:
        return "Its partnerships have not met for a year" if self.partnerships else "In no partnership"


def alone(quadrant: Organisation, on: date) -> QuerySet[Organisation]:
    """The county's open schools of the quadrant that are in no partnership on that day."""
    members = PartnershipMember.objects.filter(school=OuterRef("pk"), valid__contains=on)
    return _open_schools(quadrant).exclude(Exists(members))


def isolated_schools(quadrant: Organisation, on: date) -> list[Isolated]:
    """Those alone, then those whose partnerships have not met since the same day a year before. Four queries."""
    found = [Isolated(school, "", None) for school in alone(quadrant, on)]
    rows = PartnershipMember.objects.filter(school__in=_open_schools(quadrant), valid__contains=on)
    members = list(rows.values_list("school_id", "partnership_id", "partnership__name"))
    met = last_meetings({partnership for _, partnership, _ in members}, on)
    recent = {school for school, partnership, _ in members if (day := met.get(partnership)) and day > on - A_YEAR}
    names: dict[int, list[str]] = {}
    last: dict[int, list[date]] = {}
    for school, partnership, name in members:
        if school not in recent:
            names.setdefault(school, []).append(name)
            last.setdefault(school, []).extend([met[partnership]] if partnership in met else [])
    schools = _open_schools(quadrant).filter(pk__in=names)
    quiet = [Isolated(one, ", ".join(sorted(names[one.pk])), max(last[one.pk], default=None)) for one in schools]
    return [*found, *quiet]


def last_meetings(partnerships: set[int], on: date) -> dict[int, date]:
    """The last day up to then on which each met. One query."""
    rows = PartnershipMeeting.objects.filter(partnership__in=partnerships, held_on__lte=on).order_by()
    return dict(rows.values_list("partnership").annotate(Max("held_on")))


def _open_schools(quadrant: Organisation) -> QuerySet[Organisation]:
    schools = Organisation.objects.open_schools().filter(
        school__local_authority=ESSEX, school__district__quadrant=quadrant
    )
    return schools.select_related("school__district").order_by("name", "pk")
