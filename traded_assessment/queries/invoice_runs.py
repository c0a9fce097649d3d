"""Reads about invoice runs, for finance's pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet, Sum

from essex_portal.money import ZERO, Money
from traded_assessment.billing import Problem
from traded_assessment.models import Rehearsal, RehearsedBill
from traded_assessment.states import BillState

Link = tuple[str, tuple[object, ...], str]


@dataclass(frozen=True)
class Found:
    """How many bills of a rehearsal are of a kind, and their sum in pounds."""

    count: int
    gross: Money


@dataclass(frozen=True)
class Mend:
    """What holds a bill back, and where finance mends it: a route with its arguments, and the words of its link."""

    words: str
    links: Sequence[Link]


def rehearsals() -> QuerySet[Rehearsal]:
    """The newest first, with their runs and how many bills stand how."""
    counts = {
        "planned": Count("bills", Q(bills__state=BillState.PLANNED)),
        "held_back": Count("bills", Q(bills__state=BillState.HELD_BACK)),
        "issued": Count("bills", Q(bills__state=BillState.ISSUED)),
    }
    return Rehearsal.objects.select_related("run").annotate(**counts).order_by("-pk")


def bills_of(rehearsal: Rehearsal) -> QuerySet[RehearsedBill]:
    """What it would issue or has issued, by payer."""
    bills = rehearsal.bills.exclude(state=BillState.HELD_BACK)
    return bills.select_related("payer", "school", "invoice").order_by("position")


def held_back_of(rehearsal: Rehearsal) -> QuerySet[RehearsedBill]:
    """What it cannot issue, by payer."""
    bills = rehearsal.bills.filter(state=BillState.HELD_BACK)
    return bills.select_related("payer", "school__school").order_by("position")


def figures_of(rehearsal: Rehearsal) -> dict[str, Found]:
    """Count and sum by state, also of states that no bill has. One query."""
    rows = rehearsal.bills.order_by().values_list("state").annotate(Count("pk"), Sum("gross"))
    found = {state: Found(count, gross) for state, count, gross in rows}
    return {state.value: found.get(state, Found(0, ZERO)) for state in BillState}


def period_to_offer(today: date) -> date:
    """The last day of the month before."""
    return today.replace(day=1) - timedelta(days=1)


def mends_of(bill: RehearsedBill) -> list[Mend]:
    """What holds the bill back, each with the way to mend it."""
    return [Mend(_words(bill, Problem(fault["problem"]), fault["words"]), _links(bill, fault)) for fault in bill.faults]


def _words(bill: RehearsedBill, problem: Problem, about: str) -> str:
    """Which schools it is about goes without saying for a bill of one."""
    is_known = bill.school is not None and problem in (Problem.NO_PURCHASE_ORDER, Problem.NO_CONTACT)
    return problem.label if is_known or not about else f"{problem.label}: {about}"


def _links(bill: RehearsedBill, fault: dict[str, str]) -> list[Link]:
    of_school: Link = ("billing_terms", (), "Billing terms")
    if bill.school:
        of_school = ("school_billing", (bill.school.school.urn,), "Billing terms")
    terms: list[Link] = [of_school]
    orders: list[Link] = [("unbilled_order", (reference,), f"Order {reference}") for reference in bill.references]
    supplier: list[Link] = [("supplier", (), "The council’s details")]
    mends: dict[Problem, list[Link]] = {
        Problem.NO_PRICE: orders,
        Problem.NO_VAT_RULE: [("vat_rules", (), "VAT rules")],
        Problem.NO_SUPPLIER: supplier,
        Problem.NO_PURCHASE_ORDER: [*orders, *terms],
        Problem.NO_ADDRESS: terms,
        Problem.NO_CONTACT: terms,
        Problem.E_INVOICE: [*terms, *supplier],
    }
    return mends[Problem(fault["problem"])]
