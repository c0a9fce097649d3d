"""What no invoice has billed yet, as facts that `traded_assessment.billing` plans bills from."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from functools import cache

from django.db.models import DecimalField, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from essex_portal.accounts.models import Membership
from essex_portal.accounts.roles import Role
from essex_portal.money import ZERO
from essex_portal.organisations.models import Organisation
from essex_portal.organisations.queries import address_lines
from essex_portal.organisations.states import OrganisationKind
from traded_assessment.billing import Plan, PlannedBill, Terms, UnbilledLine, is_due, plan
from traded_assessment.models import BillingTerms, LineCredit, OrderLine, SupplierDetails
from traded_assessment.pricing import NoVatRule, VatRuleFacts
from traded_assessment.pricing.facts import Part
from traded_assessment.pricing.vat import vat_rule_for
from traded_assessment.queries.prices import vat_rules_on
from traded_assessment.states import Billing, Product, Settlement, Tier, VatCategory

DAY_ENDS = time(23, 59, 59, 999_999)


@dataclass(frozen=True)
class Unbilled:
    """Rows by their ids, and the plan of bills that speaks of them."""

    lines: Mapping[int, OrderLine]
    """With `credited_net` and `credited_vat`."""
    terms: Mapping[int, BillingTerms]
    """By school, also those that are not saved."""
    plan: Plan = field(default_factory=lambda: Plan((), ()))


Lacking = Callable[[PlannedBill, Unbilled], Sequence[str]]
"""What the e-invoice of a bill would lack, in words."""


def unbilled_lines() -> QuerySet[OrderLine]:
    """Lines with something left to bill, or without a price though no subscription covers them."""
    return (
        OrderLine.objects.filter(invoice_line=None, nothing_to_bill=None)
        .exclude(part=Part.COVERED)
        .annotate(credited_net=_credited("net"), credited_vat=_credited("vat"))
        .filter(Q(net__gt=F("credited_net")) | Q(unit_price=0))
        .select_related("order__school__school", "order__late_purchase_order", "booking__training_session")
    )


def plan_up_to(
    period_end: date,
    *,
    now: datetime,
    line_ids: Collection[int] | None = None,
    lacking: Lacking = lambda bill, unbilled: (),
) -> Unbilled:
    """What a run up to `period_end`, inclusive, would bill now, of these lines or of all.

    About ten queries however many lines there are, and those of `lacking`.
    """
    rows = unbilled_lines().filter(order__placed_on__lte=period_end)
    rows = rows if line_ids is None else rows.filter(pk__in=line_ids)
    lines = {line.pk: line for line in rows}
    unbilled = Unbilled(lines, _terms({line.order.school_id: line.order.school for line in lines.values()}))
    terms = _facts_of_terms(unbilled.terms)
    on = timezone.localdate(now)
    ruled = _ruled(vat_rules_on(on), on)
    until = min(now, timezone.make_aware(datetime.combine(period_end, DAY_ENDS)))
    facts = [_facts_of_line(line, ruled) for line in lines.values()]
    due = [line for line in facts if is_due(line, terms[line.school_id], period_end=period_end, until=until)]
    made = plan(
        due,
        terms,
        supplier_known=SupplierDetails.objects.filter(valid_from__lte=on).exists(),
        lacking=lambda bill: lacking(bill, unbilled),
    )
    return replace(unbilled, plan=made)


def _credited(field: str) -> Coalesce:
    sums = LineCredit.objects.filter(order_line=OuterRef("pk")).values("order_line").annotate(total=Sum(field))
    return Coalesce(Subquery(sums.values("total")), ZERO, output_field=DecimalField(max_digits=9, decimal_places=2))


def _facts_of_line(line: OrderLine, ruled: Callable[[Product, Tier], bool]) -> UnbilledLine:
    order = line.order
    late = getattr(order, "late_purchase_order", None)
    return UnbilledLine(
        id=line.pk,
        order=order.reference,
        school_id=order.school_id,
        ordered_on=order.placed_on,
        tier=Tier(order.tier),
        category=VatCategory(line.vat_category),
        net=line.net - line.credited_net,  # type: ignore[attr-defined]
        vat=line.vat - line.credited_vat,  # type: ignore[attr-defined]
        purchase_order=order.purchase_order or (late.number if late else ""),
        session_ends_at=line.booking.training_session.ends_at if line.booking else None,
        priced=bool(line.unit_price),
        ruled=ruled(Product(line.product), Tier(order.tier)),
    )


def _ruled(rules: Iterable[VatRuleFacts], on: date) -> Callable[[Product, Tier], bool]:
    rules = list(rules)

    @cache
    def ruled(product: Product, tier: Tier) -> bool:
        try:
            vat_rule_for(rules, product=product, tier=tier, on=on)
        except NoVatRule:
            return False
        return True

    return ruled


def _terms(schools: Mapping[int, Organisation]) -> dict[int, BillingTerms]:
    rows = BillingTerms.objects.select_related("payer__school", "school__school").filter(school__in=schools)
    kept = {row.school_id: row for row in rows}
    return {pk: kept.get(pk) or BillingTerms(school=school) for pk, school in schools.items()}


def _facts_of_terms(kept: Mapping[int, BillingTerms]) -> dict[int, Terms]:
    heads = Membership.objects.filter(organisation__in=kept, role=Role.HEADTEACHER, ended_at=None, user__is_active=True)
    with_head = set(heads.values_list("organisation_id", flat=True))
    return {school_id: _facts_of_one(one, school_id in with_head) for school_id, one in kept.items()}


def _facts_of_one(one: BillingTerms, has_head: bool) -> Terms:
    payer = one.payer or one.school
    return Terms(
        school_name=one.school.name,
        payer_id=payer.pk,
        payer_name=payer.name,
        billing=Billing(one.billing),
        together=one.together,
        journal=one.settlement == Settlement.JOURNAL,
        purchase_order_needed=one.purchase_order_needed,
        addressed=bool(address_lines(payer) if payer.kind == OrganisationKind.SCHOOL else one.payer_address),
        reachable=bool(one.contact_email) or (has_head and not one.together),
    )
