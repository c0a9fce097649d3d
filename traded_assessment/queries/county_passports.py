"""What the county's schools have not used of their subscriptions, by quadrant and by school."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from essex_portal.money import ZERO, Money
from essex_portal.organisations.models import Organisation
from traded_assessment.models import Package, Subscription
from traded_assessment.queries.passports import Passport, passports

NO_QUADRANT = "In no quadrant"


@dataclass(frozen=True)
class QuadrantUse:
    """The subscriptions of one quadrant's schools taken together."""

    quadrant: Organisation | None
    passports: Sequence[Passport]

    @property
    def name(self) -> str:
        return self.quadrant.name if self.quadrant else NO_QUADRANT

    @property
    def key(self) -> str:
        """Names the quadrant in an address; `none` for schools in no quadrant."""
        return str(self.quadrant.pk) if self.quadrant else "none"

    @property
    def subscriptions(self) -> int:
        return len(self.passports)

    @property
    def taken(self) -> int:
        return sum(one.taken for one in self.passports)

    @property
    def open(self) -> int:
        return sum(one.open for one in self.passports)

    @property
    def lost(self) -> int:
        return sum(one.lost for one in self.passports)

    @property
    def worth_open(self) -> Money:
        return sum((one.worth_open for one in self.passports), ZERO)

    @property
    def worth_lost(self) -> Money:
        return sum((one.worth_lost for one in self.passports), ZERO)


def use_by_quadrant(package: Package, now: datetime) -> list[QuadrantUse]:
    """Every quadrant with subscribing schools, by name, those in none last. Five queries."""
    held = Subscription.objects.filter(package=package).select_related("school__school__district__quadrant")
    found = sorted(passports(held, now), key=lambda one: (_name(one), one.subscription.school.name))
    return [_use(list(group)) for _, group in groupby(found, key=_name)]


def total_of(uses: Iterable[QuadrantUse]) -> QuadrantUse:
    """All quadrants taken together."""
    return QuadrantUse(None, [passport for use in uses for passport in use.passports])


def _quadrant(passport: Passport) -> Organisation | None:
    district = passport.subscription.school.school.district
    return district.quadrant if district else None


def _name(passport: Passport) -> tuple[bool, str]:
    """Sorts quadrants by name, and schools that are in none after them."""
    quadrant = _quadrant(passport)
    return quadrant is None, quadrant.name if quadrant else ""


def _use(group: Sequence[Passport]) -> QuadrantUse:
    return QuadrantUse(_quadrant(group[0]), group)
