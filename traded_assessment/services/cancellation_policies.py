"""Keeping the rules of what giving up places costs. A version is never changed: another one follows it."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from essex_portal.audit.services import record
from traded_assessment.cancellation import Policy, policy_words
from traded_assessment.models import CancellationPolicy
from traded_assessment.queries.cancellation_policies import policy_of, policy_row_on
from traded_assessment.states import Product


class PolicyRefused(Exception):
    """Nothing was published; `str()` says why, `field` is the answer at fault."""

    def __init__(self, words: str, *, field: str | None = None) -> None:
        super().__init__(words)
        self.field = field


@dataclass(frozen=True)
class NewPolicy:
    """The rules of one product for what is ordered from `valid_from` on."""

    product: Product
    valid_from: date
    policy: Policy
    reason: str


@transaction.atomic
def publish_policy(*, new: NewPolicy, by: Any, now: datetime) -> CancellationPolicy:
    """Put rules into force for orders from a day to come; what was ordered before keeps the rules of its day.

    Raises PolicyRefused. Source: domain.md B5.
    """
    if new.valid_from <= timezone.localdate(now):
        words = "First day must be tomorrow or later: who has booked today agreed to the rules of today"
        raise PolicyRefused(words, field="valid_from")
    before = policy_row_on(new.product, new.valid_from)
    row = CancellationPolicy.objects.create(
        product=new.product,
        valid_from=new.valid_from,
        days=new.policy.days,
        bands=[asdict(band) for band in new.policy.bands],
        other_courses=new.policy.other_courses,
        reason=new.reason,
        published_at=now,
        published_by=by,
    )
    record(
        event="cancellation_policy.published",
        target=row,
        by=by,
        before={"rules": policy_words(policy_of(before))} if before else None,
        after={"rules": policy_words(new.policy), "valid_from": new.valid_from},
        reason=new.reason,
    )
    return row
