"""What must always hold of a price, whoever orders what."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.factories.pricing import PACKAGE, SUBSCRIPTION, event, priced, school, session
from traded_assessment.pricing import Customer, Use, Wanted
from traded_assessment.pricing.facts import Part
from traded_assessment.states import Product

customers = st.builds(school, st.sampled_from([881, 882, 883, 935]), st.sampled_from([1, 2, 14, 28, 34]))
sessions = st.builds(session, st.integers(1, 8), st.integers(10, 13))
events = st.builds(event, st.integers(1, 8), st.integers(20, 22))
orders = st.lists(sessions | events, min_size=1, max_size=8)
uses = st.dictionaries(st.integers(10, 30), st.integers(1, 2), max_size=10)


@given(customers, orders, st.booleans(), uses)
def test_sums_add_up(customer: Customer, order: list[Wanted], subscriber: bool, used: Use) -> None:
    found = priced(customer, *order, subscriber=subscriber, used=used)
    assert all(line.net == line.quantity * line.unit_price for line in found.lines)
    assert found.gross == sum(line.net + line.vat for line in found.lines) == found.net + found.vat
    assert all(len(line.rule) <= 300 and len(line.description) <= 300 for line in found.lines)


@given(customers, orders, st.booleans(), uses, st.data())
def test_more_staff_never_cost_less(
    customer: Customer, order: list[Wanted], subscriber: bool, used: Use, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(order) - 1))
    larger = [*order]
    larger[place] = replace(order[place], staff=order[place].staff + 1)
    before = priced(customer, *order, subscriber=subscriber, used=used).gross
    assert priced(customer, *larger, subscriber=subscriber, used=used).gross >= before


@given(customers, orders, st.booleans(), st.randoms(use_true_random=False))
def test_the_order_of_lines_does_not_matter(customer: Customer, order: list[Wanted], subscriber: bool, random) -> None:
    shuffled = [*order]
    random.shuffle(shuffled)
    here, there = (priced(customer, *lines, subscriber=subscriber).gross for lines in (order, shuffled))
    assert here == there


@given(customers, orders, st.booleans())
def test_one_first_an_event(customer: Customer, order: list[Wanted], subscriber: bool) -> None:
    found = priced(customer, *order, subscriber=subscriber)
    firsts = [order[line.wanted].session_id for line in found.lines if line.part == Part.FIRST]
    wanted = {one.session_id for one in order if one.product == Product.EVENT}
    assert sorted(firsts, key=str) == sorted(wanted, key=str)


@given(customers, orders, uses)
def test_covered_places_stay_within_the_allowance(customer: Customer, order: list[Wanted], used: Use) -> None:
    found = priced(customer, *order, subscriber=True, used=used)
    covered = dict(used)
    for line in found.lines:
        if line.part == Part.COVERED:
            session_id = order[line.wanted].session_id or 0
            covered[session_id] = covered.get(session_id, 0) + line.quantity
    assert all(places <= PACKAGE.staff_per_session for places in covered.values())
    assert len(covered) <= PACKAGE.sessions_included


@given(customers, orders)
def test_everybody_wanted_is_in_the_lines(customer: Customer, order: list[Wanted]) -> None:
    found = priced(customer, *order, subscriber=True)
    for index, one in enumerate(order):
        lines = found.lines_of(index)
        if one.product == Product.EVENT:
            assert sum(line.quantity for line in lines) == one.staff
            assert found.pays_first(index) == any(line.part == Part.FIRST for line in lines)
        else:
            assert found.covered_places(index) <= one.staff


@given(customers, orders, st.integers(0, 8))
def test_a_subscription_in_the_order_counts_as_being_a_subscriber(
    customer: Customer, order: list[Wanted], place: int
) -> None:
    together = [*order[:place], SUBSCRIPTION, *order[place:]]
    alone = priced(customer, SUBSCRIPTION).gross
    assert priced(customer, *together).gross == alone + priced(customer, *order, subscriber=True).gross
    assert priced(customer, *together).subscriber


@given(customers, orders)
def test_lines_come_in_the_order_asked(customer: Customer, order: list[Wanted]) -> None:
    found = priced(customer, *order, subscriber=True)
    assert [line.wanted for line in found.lines] == sorted(line.wanted for line in found.lines)
    assert {line.wanted for line in found.lines} == set(range(len(order)))
