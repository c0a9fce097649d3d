"""Reads of offers of funded places and of the applications for them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from essex_portal.accounts.models import User
from essex_portal.accounts.permissions import holds_for_county, organisations_with
from essex_portal.accounts.roles import Permission, Role
from essex_portal.money import ZERO
from essex_portal.organisations.models import District, Organisation
from essex_portal.organisations.states import OPEN_STATUSES
from partnerships.funded_places import MoneyRow, Reason, School, Terms, money_row, reasons
from partnerships.models import FundedApplication, Offer, OfferMoney
from partnerships.states import ApplicationState, OfferState

THE_COUNTY = "Essex"
OF_ITS_TERMS = ("money_parts", "districts", "types")


@dataclass(frozen=True)
class OfferMoneyRow:
    """An offer with what it costs."""

    offer: Offer
    parts: list[OfferMoney]
    money: MoneyRow
    committed_places: int
    accepted_places: int


def published_offers() -> QuerySet[Offer]:
    """Every offer that schools may read, with its terms and `each`, the money of a place. Four queries."""
    return with_money(Offer.objects.exclude(state=OfferState.DRAFT))


def offers_of(user: Any, permission: Permission) -> QuerySet[Offer]:
    """The offers of the quadrants for which the person holds the permission; all, with a county role."""
    if holds_for_county(user, permission):
        return Offer.objects.all()
    return Offer.objects.filter(quadrant__in=organisations_with(user, permission))


def with_money(offers: QuerySet[Offer]) -> QuerySet[Offer]:
    """The same offers with their terms and `each`, in pounds."""
    parts = OfferMoney.objects.filter(offer=OuterRef("pk")).order_by().values("offer").annotate(sum=Sum("amount"))
    each = Coalesce(Subquery(parts.values("sum")), Decimal(0))
    return offers.select_related("quadrant").prefetch_related(*OF_ITS_TERMS).annotate(each=each)


def with_counts(offers: QuerySet[Offer]) -> QuerySet[Offer]:
    """The same offers with how many schools have `handed_in`, `waiting` and how many places are `accepted`."""
    return offers.annotate(
        handed_in=Count("applications", filter=Q(applications__state=ApplicationState.HANDED_IN)),
        waiting=Count("applications", filter=Q(applications__state=ApplicationState.WAITING)),
        accepted_places=Coalesce(
            Sum("applications__places", filter=Q(applications__state=ApplicationState.ACCEPTED)), 0
        ),
    )


Areas = Mapping[int, frozenset[str]]
"""The names of each quadrant's districts, by the quadrant's id."""


def areas() -> Areas:
    """One query; for those who look at many offers."""
    rows = District.objects.filter(quadrant__isnull=False).values_list("quadrant_id", "name")
    found: dict[int, set[str]] = {}
    for quadrant_id, name in rows:
        found.setdefault(quadrant_id or 0, set()).add(name)
    return {key: frozenset(names) for key, names in found.items()}


def reasons_for(offer: Offer, school: Organisation, around: Areas | None = None) -> tuple[Reason, ...]:
    """Why the school may apply for the offer, or may not, as the register has it now."""
    return reasons(terms_of(offer, around), school_of(school))


def terms_of(offer: Offer, around: Areas | None = None) -> Terms:
    """The offer's conditions; without districts of its own, those of its quadrant or of the county count."""
    own = [district.name for district in offer.districts.all()]
    return Terms(
        area=" or ".join(own) or (f"the {offer.quadrant} quadrant" if offer.quadrant else THE_COUNTY),
        districts=frozenset(own) or _inside(offer, areas() if around is None else around),
        phases=tuple(offer.phases),
        types=tuple(kind.name for kind in offer.types.all()),
        youngest=offer.youngest,
        oldest=offer.oldest,
    )


def _inside(offer: Offer, around: Areas) -> frozenset[str]:
    return around.get(offer.quadrant_id, frozenset()) if offer.quadrant_id else frozenset().union(*around.values())


def school_of(school: Organisation) -> School:
    """What the register says of the school now."""
    details = school.school
    return School(
        is_open=details.status in OPEN_STATUSES,
        district=details.district.name if details.district else "",
        phase="" if details.phase == "Not applicable" else details.phase,
        type_name=details.type.name,
        low_age=details.low_age,
        high_age=details.high_age,
    )


def applications_to(offer: Offer) -> QuerySet[FundedApplication]:
    """Those that were handed in, by rank; withdrawn ones and drafts stay with the school. One query."""
    unseen = (ApplicationState.DRAFT, ApplicationState.WITHDRAWN)
    rows = FundedApplication.objects.filter(offer=offer).exclude(state__in=unseen)
    return rows.select_related("school__school__district", "school__school__type", "applied_by", "confirmed_by")


def applications_of(school: Organisation) -> QuerySet[FundedApplication]:
    """The school's own, the newest first."""
    return FundedApplication.objects.filter(school=school).select_related("offer", "school").order_by("-saved_at")


def offers_taken_by(schools: Iterable[Organisation], on: date) -> QuerySet[FundedApplication]:
    """Funded places that these schools had accepted by the end of that day, each with its offer and school."""
    rows = FundedApplication.objects.filter(
        school__in=[school.pk for school in schools], state=ApplicationState.ACCEPTED, moved_at__date__lte=on
    )
    return rows.select_related("offer", "school").order_by("offer__title", "school__name")


def offers_open_in(quadrant: Organisation, on: date) -> QuerySet[Offer]:
    """Offers of the quadrant that take applications on that day."""
    return Offer.objects.filter(quadrant=quadrant, state=OfferState.PUBLISHED, opens_on__lte=on, closes_on__gte=on)


def money_report(offers: QuerySet[Offer]) -> list[OfferMoneyRow]:
    """What each published offer has promised and paid out. Source: domain.md R2. Two queries."""
    counted = (
        offers.exclude(state=OfferState.DRAFT)
        .select_related("quadrant")
        .prefetch_related("money_parts")
        .annotate(
            accepted_places=Coalesce(
                Sum("applications__places", filter=Q(applications__state=ApplicationState.ACCEPTED)), 0
            )
        )
    )
    return [_money_of(offer) for offer in counted]


def _money_of(offer: Any) -> OfferMoneyRow:
    parts = list(offer.money_parts.all())
    row = money_row(
        each=sum((part.amount for part in parts), ZERO),
        places=offer.places,
        committed_places=offer.places_taken,
        accepted_places=offer.accepted_places,
    )
    return OfferMoneyRow(offer, parts, row, offer.places_taken, offer.accepted_places)


def headteachers_of(school: Organisation) -> list[User]:
    """The people who answer for the school now. One query."""
    memberships = school.memberships.filter(role=Role.HEADTEACHER, ended_at__isnull=True, user__is_active=True)
    return [membership.user for membership in memberships.select_related("user").order_by("user__email")]
