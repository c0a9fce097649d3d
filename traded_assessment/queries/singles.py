"""Single sessions that schools bought by the block, with what is still charged for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Sum
from django.db.models.functions import Coalesce

from essex_portal.money import ZERO
from traded_assessment.models import Invoice, OrderLine, Package, TrainingSession
from traded_assessment.pricing.break_even import Cover, PaidSingle, take_over
from traded_assessment.pricing.facts import Part
from traded_assessment.queries.entitlements import SchoolIds, terms_of
from traded_assessment.states import BookingState


@dataclass(frozen=True)
class BoughtSingle:
    """The line that bought it, which comes with booking, session and order; and the facts that advice takes."""

    line: OrderLine
    session: TrainingSession
    paid: PaidSingle

    @property
    def invoice(self) -> Invoice | None:
        """The invoice that billed it, if any did yet."""
        billed = getattr(self.line, "invoice_line", None)
        return billed.invoice if billed else None


def singles_of(school_ids: SchoolIds, packages: Sequence[Package]) -> list[BoughtSingle]:
    """The standing bookings of these schools that were bought by the block, at sessions of the packages' years.

    One query, however many; none without packages.
    """
    if not packages:
        return []
    first_on, last_on = min(one.first_on for one in packages), max(one.last_on for one in packages)
    lines = OrderLine.objects.filter(
        part=Part.BLOCKS,
        booking__school__in=school_ids,
        booking__state=BookingState.BOOKED,
        booking__training_session__starts_at__date__range=(first_on, last_on),
    )
    related = ("booking__training_session__course", "order", "invoice_line__invoice")
    left = lines.select_related(*related).annotate(
        net_left=F("net") - Coalesce(Sum("credits__net"), ZERO),
        vat_left=F("vat") - Coalesce(Sum("credits__vat"), ZERO),
    )
    by_date = left.filter(net_left__gt=0).order_by("booking__training_session__starts_at", "pk")
    return [_bought(line) for line in by_date]


def covered_by(package: Package, singles: Sequence[BoughtSingle]) -> list[tuple[BoughtSingle, Cover]]:
    """What a new subscription to the package takes over of these bookings, which are all of its year."""
    covers = {cover.single: cover for cover in take_over([one.paid for one in singles], terms_of(package))}
    return [(one, covers[one.paid]) for one in singles if one.paid in covers]


def _bought(line: Any) -> BoughtSingle:
    """Of a line of a booking, with what is left of it beside its own columns."""
    paid = PaidSingle(
        booking_id=line.booking_id,
        session_id=line.booking.training_session_id,
        places=line.booking.places,
        staff_per_block=line.staff_per_unit,
        block_price=line.unit_price,
        net=line.net_left,
        vat=line.vat_left,
        vat_rate=line.vat_rate,
    )
    return BoughtSingle(line, line.booking.training_session, paid)
