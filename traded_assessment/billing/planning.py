"""Grouping unbilled lines into bills, and finding what holds some of them back."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime

from traded_assessment.billing.facts import Fault, HeldBack, Plan, PlannedBill, Problem, Terms, UnbilledLine
from traded_assessment.states import Billing, InvoiceKind, Tier, VatCategory

Lacking = Callable[[PlannedBill], Sequence[str]]
Key = tuple[int, int | None, InvoiceKind, Tier, bool, str]


def is_due(line: UnbilledLine, terms: Terms, *, period_end: date, until: datetime) -> bool:
    """Whether a run up to `period_end` bills the line: ordered by then, and its session over where that counts.

    `until` is the end of the period, or now when that is earlier. A subscription is never waited for.
    """
    if line.ordered_on > period_end:
        return False
    waits = terms.billing == Billing.AFTER_EVENT and line.session_ends_at is not None
    return not waits or line.session_ends_at <= until  # type: ignore[operator]


def plan(
    lines: Iterable[UnbilledLine],
    terms: Mapping[int, Terms],
    *,
    supplier_known: bool,
    lacking: Lacking = lambda bill: (),
) -> Plan:
    """Put each line into one bill: by payer, school or together, tier, VAT family and purchase order.

    A line with a fault of its own goes into a bill apart, so that the others can be issued. `lacking` says in words
    what the e-invoice of a bill would lack. Bills stand in the order of payers' names.
    """
    groups: dict[tuple[Key, tuple[Fault, ...]], list[UnbilledLine]] = {}
    for line in sorted(lines, key=lambda line: (terms[line.school_id].school_name, line.ordered_on, line.id)):
        groups.setdefault((_key(line, terms[line.school_id]), tuple(_faults_of(line))), []).append(line)
    bills, held_back = [], []
    for key, own_faults in sorted(groups, key=lambda group: _order(group[0], terms, groups[group])):
        bill = PlannedBill(*key, lines=tuple(groups[key, own_faults]))
        faults = (*own_faults, *_faults_of_bill(bill, terms, supplier_known, lacking))
        if faults:
            held_back.append(HeldBack(bill, faults))
        else:
            bills.append(bill)
    return Plan(tuple(bills), tuple(held_back))


def _key(line: UnbilledLine, terms: Terms) -> Key:
    outside_scope = line.category == VatCategory.OUTSIDE_SCOPE
    kind = InvoiceKind.RECHARGE if terms.journal and outside_scope else InvoiceKind.INVOICE
    school_id = None if terms.together else line.school_id
    return terms.payer_id, school_id, kind, line.tier, outside_scope, line.purchase_order


def _order(key: Key, terms: Mapping[int, Terms], lines: Sequence[UnbilledLine]) -> tuple[object, ...]:
    first = terms[lines[0].school_id]
    return first.payer_name, key[0], first.school_name, key[1] or 0, str(key[2]), key[3], key[4], key[5], lines[0].id


def _faults_of(line: UnbilledLine) -> Iterator[Fault]:
    if not line.priced:
        yield Fault(Problem.NO_PRICE)
    if not line.ruled:
        yield Fault(Problem.NO_VAT_RULE)


def _faults_of_bill(
    bill: PlannedBill, terms: Mapping[int, Terms], supplier_known: bool, lacking: Lacking
) -> Iterator[Fault]:
    about = [terms[school_id] for school_id in bill.school_ids]
    if not supplier_known:
        yield Fault(Problem.NO_SUPPLIER)
    if not bill.purchase_order and (schools := _names(one for one in about if one.purchase_order_needed)):
        yield Fault(Problem.NO_PURCHASE_ORDER, schools)
    if not all(one.addressed for one in about):
        yield Fault(Problem.NO_ADDRESS, about[0].payer_name)
    if schools := _names(one for one in about if not one.reachable):
        yield Fault(Problem.NO_CONTACT, schools)
    if supplier_known and (words := lacking(bill)):
        yield Fault(Problem.E_INVOICE, "; ".join(words))


def _names(terms: Iterable[Terms]) -> str:
    return ", ".join(one.school_name for one in terms)
