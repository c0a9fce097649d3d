"""Which bills a run would issue: a table of cases, and what must hold of any set of lines. No database."""

from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traded_assessment.billing import PlannedBill, Problem, Terms, UnbilledLine, is_due, plan
from traded_assessment.states import Billing, InvoiceKind, Tier, VatCategory

MAPLE = Terms("Maple", payer_id=1, payer_name="Maple", billing=Billing.MONTHLY)
HILL = Terms("Hill", payer_id=2, payer_name="Hill", billing=Billing.MONTHLY)
IN_TRUST = [
    Terms(name, payer_id=9, payer_name="River Trust", billing=Billing.MONTHLY, together=True) for name in ("Oak", "Elm")
]
TERMS = {1: MAPLE, 2: HILL, 3: IN_TRUST[0], 4: IN_TRUST[1]}


def line(number=1, school=1, **changes):
    usual = {
        "order": f"TB-{number}", "ordered_on": date(2021, 11, 10), "tier": Tier.ESSEX_MAINTAINED,
        "category": VatCategory.EXEMPT, "net": Decimal(60), "vat": Decimal(0),
    }  # fmt: skip
    return UnbilledLine(number, school_id=school, **usual | changes)


def planned(*lines, terms=TERMS, **more):
    return plan(lines, terms, **{"supplier_known": True} | more)


def test_three_orders_of_a_school_make_one_bill():
    [bill] = planned(line(1), line(2), line(3)).bills
    assert (bill.payer_id, bill.school_id, bill.gross, bill.orders) == (1, 1, Decimal(180), ("TB-1", "TB-2", "TB-3"))


def test_schools_of_a_payer_are_billed_together_when_they_ask_for_it():
    [bill] = planned(line(1, 3), line(2, 4)).bills
    assert (bill.payer_id, bill.school_id, bill.gross) == (9, None, Decimal(120))
    assert [one.school_id for one in bill.lines] == [4, 3], "by the schools' names"


@pytest.mark.parametrize(
    "other",
    [
        {"category": VatCategory.OUTSIDE_SCOPE},
        {"tier": Tier.ESSEX_ACADEMY},
        {"purchase_order": "PO 7"},
        {"school": 2},
    ],
    ids=str,
)
def test_what_differs_never_shares_a_bill(other):
    assert len(planned(line(1), line(2, **other)).bills) == 2


def test_exempt_and_standard_rated_lines_share_a_bill():
    lines = line(1), line(2, category=VatCategory.STANDARD, vat=Decimal(12))
    [bill] = planned(*lines).bills
    assert (bill.net, bill.vat, bill.gross) == (Decimal(120), Decimal(12), Decimal(132))


@pytest.mark.parametrize(
    ("category", "kind"),
    [(VatCategory.OUTSIDE_SCOPE, InvoiceKind.RECHARGE), (VatCategory.EXEMPT, InvoiceKind.INVOICE)],
)
def test_a_school_settled_by_journal_is_recharged_only_for_what_is_outside_the_scope(category, kind):
    terms = {1: Terms("Maple", 1, "Maple", journal=True)}
    [bill] = planned(line(category=category), terms=terms).bills
    assert bill.kind == kind


@pytest.mark.parametrize(
    ("changes", "of_terms", "of_run", "problem"),
    [
        ({"priced": False, "net": Decimal(0)}, {}, {}, Problem.NO_PRICE),
        ({"ruled": False}, {}, {}, Problem.NO_VAT_RULE),
        ({}, {}, {"supplier_known": False}, Problem.NO_SUPPLIER),
        ({}, {"purchase_order_needed": True}, {}, Problem.NO_PURCHASE_ORDER),
        ({}, {"addressed": False}, {}, Problem.NO_ADDRESS),
        ({}, {"reachable": False}, {}, Problem.NO_CONTACT),
        ({}, {}, {"lacking": lambda bill: ["An electronic address"]}, Problem.E_INVOICE),
    ],
)
def test_a_fault_holds_a_bill_back(changes, of_terms, of_run, problem):
    terms = {1: Terms("Maple", 1, "Maple", **of_terms)}
    made = planned(line(**changes), terms=terms, **of_run)
    assert not made.bills
    [held] = made.held_back
    assert [fault.problem for fault in held.faults] == [problem]


def test_a_bill_with_several_faults_names_them_all():
    terms = {1: Terms("Maple", 1, "Maple", purchase_order_needed=True, reachable=False)}
    [held] = planned(line(ruled=False), terms=terms).held_back
    assert {fault.problem for fault in held.faults} == {
        Problem.NO_VAT_RULE, Problem.NO_PURCHASE_ORDER, Problem.NO_CONTACT,
    }  # fmt: skip


def test_a_faulty_line_does_not_hold_back_the_others():
    made = planned(line(1), line(2, ruled=False))
    assert [bill.orders for bill in made.bills] == [("TB-1",)]
    assert [held.bill.orders for held in made.held_back] == [("TB-2",)]


def test_an_order_with_a_purchase_order_goes_ahead_without_the_other():
    terms = {1: Terms("Maple", 1, "Maple", purchase_order_needed=True)}
    made = planned(line(1, purchase_order="PO 7"), line(2), terms=terms)
    assert [bill.purchase_order for bill in made.bills] == ["PO 7"]
    assert [held.bill.orders for held in made.held_back] == [("TB-2",)]


END, NOON = date(2021, 11, 30), datetime(2021, 11, 30, 23, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("billing", "changes", "due"),
    [
        (Billing.MONTHLY, {}, True),
        (Billing.MONTHLY, {"ordered_on": date(2021, 11, 30)}, True),
        (Billing.MONTHLY, {"ordered_on": date(2021, 12, 1)}, False),
        (Billing.MONTHLY, {"session_ends_at": datetime(2022, 3, 14, 17, tzinfo=UTC)}, True),
        (Billing.AFTER_EVENT, {"session_ends_at": datetime(2022, 3, 14, 17, tzinfo=UTC)}, False),
        (Billing.AFTER_EVENT, {"session_ends_at": NOON}, True),
        (Billing.AFTER_EVENT, {}, True),
        (Billing.BY_ORDER, {}, True),
    ],
)
def test_what_is_due(billing, changes, due):
    terms = Terms("Maple", 1, "Maple", billing=billing)
    assert is_due(line(**changes), terms, period_end=END, until=NOON) is due


some_terms = st.builds(
    Terms,
    school_name=st.sampled_from(["Ash", "Oak", "Elm"]),
    payer_id=st.integers(1, 3),
    payer_name=st.sampled_from(["Ash", "Trust"]),
    together=st.booleans(),
    journal=st.booleans(),
    purchase_order_needed=st.booleans(),
    addressed=st.booleans(),
    reachable=st.booleans(),
)
some_lines = st.lists(
    st.builds(
        UnbilledLine,
        id=st.integers(1, 10_000),
        order=st.sampled_from(["TB-A", "TB-B", "TB-C"]),
        school_id=st.integers(1, 4),
        ordered_on=st.dates(date(2021, 9, 1), date(2022, 7, 31)),
        tier=st.sampled_from(Tier),
        category=st.sampled_from(VatCategory),
        net=st.decimals("0.01", "500", places=2),
        vat=st.decimals("0", "100", places=2),
        purchase_order=st.sampled_from(["", "PO 1"]),
        priced=st.booleans(),
        ruled=st.booleans(),
    ),
    unique_by=lambda one: one.id,
    max_size=30,
)


def all_bills(made) -> list[PlannedBill]:
    return [*made.bills, *(held.bill for held in made.held_back)]


@given(some_lines, st.fixed_dictionaries(dict.fromkeys(range(1, 5), some_terms)), st.booleans())
def test_each_line_lands_in_one_bill_and_the_sums_are_equal(lines, terms, supplier_known):
    made = plan(lines, terms, supplier_known=supplier_known)
    landed = Counter(one.id for bill in all_bills(made) for one in bill.lines)
    assert landed == Counter(one.id for one in lines)
    assert sum(bill.gross for bill in all_bills(made)) == sum(one.net + one.vat for one in lines)
    assert all(held.faults for held in made.held_back)
    for bill in all_bills(made):
        assert {one.category == VatCategory.OUTSIDE_SCOPE for one in bill.lines} == {bill.outside_scope}
        assert {(one.tier, one.purchase_order) for one in bill.lines} == {(bill.tier, bill.purchase_order)}
        assert bill.school_id is None or bill.school_ids == (bill.school_id,)
        assert {terms[number].payer_id for number in bill.school_ids} == {bill.payer_id}
    if not supplier_known:
        assert not made.bills


@given(some_lines, st.fixed_dictionaries(dict.fromkeys(range(1, 5), some_terms)), st.randoms())
def test_the_order_in_which_lines_come_changes_nothing(lines, terms, random):
    shuffled = list(lines)
    random.shuffle(shuffled)
    assert plan(lines, terms, supplier_known=True) == plan(shuffled, terms, supplier_known=True)
