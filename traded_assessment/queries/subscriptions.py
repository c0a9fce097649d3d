"""Subscriptions on offer to a school, and who may buy them for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from essex_portal.accounts.models import User
from essex_portal.accounts.roles import SCHOOL_ROLES, Role
from essex_portal.money import pounds
from essex_portal.organisations.models import Organisation
from essex_portal.organisations.queries import lineage_ids
from traded_assessment.models import Package
from traded_assessment.pricing import QuoteLine, QuoteRefused
from traded_assessment.queries.entitlements import packages_for
from traded_assessment.services.quotes import WantedLine, quote_for
from traded_assessment.states import Product


@dataclass(frozen=True)
class PackageOffer:
    """A package that can be subscribed to. No line when the school has no price yet (`refusal` says why)."""

    package: Package
    line: QuoteLine | None = None
    refusal: QuoteRefused | None = None

    @property
    def price_words(self) -> str:
        return pounds(self.line.net + self.line.vat) if self.line else "Price on request"


@dataclass(frozen=True)
class Offers:
    """What the school can subscribe to, and what it holds already."""

    open: Sequence[PackageOffer]
    held: Sequence[Package]


def offers_to(school: Organisation, now: datetime) -> Offers:
    """Packages that have not ended: those the school can still subscribe to with their price, and those it holds."""
    on = timezone.localdate(now)
    packages = packages_for(lineage_ids(school), on)
    running = [package for package in packages.rows if package.last_on >= on]
    held = [package for package in running if package.pk in packages.held]
    wanted = [package for package in running if package.pk not in packages.held]
    return Offers(_priced(school, wanted, now), held)


def _priced(school: Organisation, packages: Sequence[Package], now: datetime) -> list[PackageOffer]:
    if not packages:
        return []
    lines = [WantedLine(Product.SUBSCRIPTION, package=package) for package in packages]
    try:
        quote = quote_for(school=school, lines=lines, on=timezone.localdate(now))
    except QuoteRefused as refusal:
        return [PackageOffer(package, refusal=refusal) for package in packages]
    return [PackageOffer(package, quote.lines_of(position)[0]) for position, package in enumerate(packages)]


def headteachers_of(school: Organisation) -> list[User]:
    """The people who may buy the subscription for the school now."""
    memberships = school.memberships.filter(role=Role.HEADTEACHER, ended_at__isnull=True, user__is_active=True)
    return [membership.user for membership in memberships.select_related("user").order_by("user__name", "user__email")]


def people_to_tell(school: Organisation) -> list[tuple[str, str]]:
    """The school's people, headteachers first: each one's address, and in words who it is."""
    memberships = school.memberships.filter(role__in=SCHOOL_ROLES, ended_at__isnull=True, user__is_active=True)
    rows = memberships.select_related("user").order_by("user__name", "user__email")
    heads_first = sorted(rows, key=lambda row: row.role != Role.HEADTEACHER)
    return [(row.user.email, f"{row.user}, {row.get_role_display().lower()}, {row.user.email}") for row in heads_first]
