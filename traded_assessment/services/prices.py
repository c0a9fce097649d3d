"""Price lists: a draft is copied from the list in force, edited, and published for good."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from essex_portal.audit.services import record
from traded_assessment.models import EventPrice, PackagePrice, PriceList
from traded_assessment.pricing import EventRow, PackageRow, PriceTable
from traded_assessment.queries.prices import price_lists_in_force, price_table_of
from traded_assessment.states import Area, Tier


class PricesRefused(Exception):
    """A price list cannot be changed in this way; `str()` is for the person, `field` names the answer at fault."""

    def __init__(self, words: str, *, field: str | None = None) -> None:
        super().__init__(words)
        self.field = field


@dataclass(frozen=True)
class ListTerms:
    """What a draft says besides its rows."""

    name: str
    valid_from: date
    staff_per_block: int
    note: str = ""


@transaction.atomic
def new_version(*, source: PriceList, name: str, valid_from: date, by: Any) -> PriceList:
    """A draft with the prices of `source`, to be in force from `valid_from`. No school sees it until it is published.

    Raises PricesRefused when somebody else starts one for the same day at the same moment.
    """
    with _one_at_a_time():
        draft = PriceList.objects.create(
            name=name,
            valid_from=valid_from,
            version=_next_version(valid_from),
            staff_per_block=source.staff_per_block,
        )
    PackagePrice.objects.bulk_create(
        PackagePrice(price_list=draft, tier=row.tier, subscription=row.subscription, single_session=row.single_session)
        for row in source.package_prices.all()
    )
    EventPrice.objects.bulk_create(
        EventPrice(price_list=draft, area=row.area, subscriber=row.subscriber, first=row.first, further=row.further)
        for row in source.event_prices.all()
    )
    record(event="price_list.drafted", target=draft, by=by, after={"source": str(source), "valid_from": valid_from})
    return draft


@transaction.atomic
def save_rows(
    *,
    price_list: PriceList,
    terms: ListTerms,
    package: Mapping[Tier, PackageRow],
    events: Mapping[tuple[Area, bool], EventRow],
    by: Any,
) -> PriceList:
    """Write a draft anew; amounts in pounds before VAT. Raises PricesRefused for a published list."""
    draft = _lock_draft(price_list)
    before = price_table_of(draft)
    if terms.valid_from != draft.valid_from:
        draft.version = _next_version(terms.valid_from)
    draft.name, draft.valid_from, draft.note = terms.name, terms.valid_from, terms.note
    draft.staff_per_block = terms.staff_per_block
    with _one_at_a_time():
        draft.save()
    for tier, prices in package.items():
        draft.package_prices.filter(tier=tier).update(
            subscription=prices.subscription, single_session=prices.single_session
        )
    for (area, subscriber), row in events.items():
        draft.event_prices.filter(area=area, subscriber=subscriber).update(first=row.first, further=row.further)
    record(
        event="price_list.edited", target=draft, by=by, before=_as_told(before), after=_as_told(price_table_of(draft))
    )
    return draft


@transaction.atomic
def publish(*, price_list: PriceList, reason: str, by: Any) -> PriceList:
    """Put a draft into force from its first day; from now on it never changes.

    Orders placed before keep their prices. Raises PricesRefused when it is published already, when a newer list
    for the same day has been published since it was drafted, or when no reason is given.
    """
    draft = _lock_draft(price_list)
    if not reason.strip():
        raise PricesRefused("Say why the prices change.", field="reason")
    if PriceList.objects.filter(
        valid_from=draft.valid_from, version__gt=draft.version, published_at__isnull=False
    ).exists():
        raise PricesRefused(
            f"A newer version for the same first day is published already, so {draft} would never apply. "
            "Start a new version from it."
        )
    before = price_lists_in_force(draft.valid_from).first()
    draft.published_at, draft.published_by = timezone.now(), by
    draft.save(update_fields=["published_at", "published_by"])
    record(
        event="price_list.published",
        target=draft,
        by=by,
        before=_as_told(price_table_of(before)) if before else None,
        after=_as_told(price_table_of(draft)),
        reason=reason,
    )
    return draft


@transaction.atomic
def discard(*, price_list: PriceList, by: Any) -> None:
    """Throw a draft away. Raises PricesRefused for a published list."""
    draft = _lock_draft(price_list)
    record(event="price_list.discarded", target=draft, by=by, before=_as_told(price_table_of(draft)))
    draft.delete()


def _lock_draft(price_list: PriceList) -> PriceList:
    locked = PriceList.objects.select_for_update().filter(pk=price_list.pk).first()
    if locked is None:
        raise PricesRefused("Somebody has thrown this draft away. Start a new version.")
    if locked.published_at is not None:
        raise PricesRefused(f"{locked} is published and cannot change. Start a new version from it.")
    return locked


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Two people who take the same version number: the database lets one have it."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise PricesRefused("Somebody else has just started a version for the same day. Try again.") from None


def _next_version(valid_from: date) -> int:
    return (PriceList.objects.filter(valid_from=valid_from).aggregate(last=Max("version"))["last"] or 0) + 1


def _as_told(table: PriceTable | None) -> dict[str, Any]:
    """The prices of a list for the audit trail."""
    if table is None:
        return {}
    package = {
        f"{tier.label}: {what}": str(price)
        for tier, row in table.package.items()
        for what, price in (("subscription", row.subscription), ("single session", row.single_session))
    }
    events = {
        f"{area.label} event, {'subscriber' if subscriber else 'no subscription'}: {what}": str(price)
        for (area, subscriber), row in table.events.items()
        for what, price in (("first", row.first), ("further", row.further))
    }
    return {"valid_from": table.valid_from, "staff_per_block": table.staff_per_block, **package, **events}
