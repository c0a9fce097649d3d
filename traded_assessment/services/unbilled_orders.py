"""What finance can do about an order that an invoice run holds back."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.audit.services import record
from traded_assessment.models import InvoiceLine, LatePurchaseOrder, NothingToBill, Order, OrderLine


class NotPossible(Exception):
    """Nothing was changed; `str()` says why, for the person."""


@transaction.atomic
def give_purchase_order(*, order: Order, number: str, by: Any, now: datetime) -> LatePurchaseOrder:
    """Keep the purchase order number that came after the order; what bills it later prints it.

    A number given before is replaced. Raises NotPossible, PermissionDenied.
    """
    _check_permission(by)
    if order.purchase_order:
        raise NotPossible(f"The order has its purchase order number, {order.purchase_order}, already.")
    if InvoiceLine.objects.filter(order_line__order=order).exists():
        raise NotPossible("The order is billed already.")
    before = LatePurchaseOrder.objects.filter(order=order).values_list("number", flat=True).first()
    late, _ = LatePurchaseOrder.objects.update_or_create(
        order=order, defaults={"number": number.strip(), "given_by": by, "given_at": now}
    )
    record(
        event="order.purchase_order_given",
        target=order,
        by=by,
        before={"purchase_order": before or ""},
        after={"purchase_order": late.number},
    )
    return late


@transaction.atomic
def bill_nothing(*, line: OrderLine, why: str, by: Any, now: datetime) -> NothingToBill:
    """Decide that a line without a price is not billed. Raises NotPossible, PermissionDenied."""
    _check_permission(by)
    line = OrderLine.objects.select_for_update().get(pk=line.pk)
    if line.net or line.vat:
        raise NotPossible("The line has a price. Credit it instead.")
    decided, made = NothingToBill.objects.get_or_create(
        order_line=line, defaults={"why": why, "decided_by": by, "decided_at": now}
    )
    if made:
        record(event="order.nothing_to_bill", target=line.order, by=by, after={"line": line.description}, reason=why)
    return decided


def _check_permission(by: Any) -> None:
    if not holds(by, Permission.MANAGE_BILLING):
        raise PermissionDenied
