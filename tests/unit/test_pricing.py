"""The prices of facts/traded_assessment.yaml: each row, each worked example, and what must always hold."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traded_assessment.pricing import (
    AgreedPrices,
    AlreadySubscribed,
    Customer,
    EventRow,
    NoPriceList,
    NoVatRule,
    PackageRow,
    PackageTerms,
    PriceNotSet,
    PriceTable,
    Quote,
    Use,
    VatRuleFacts,
    Wanted,
    quote,
    tier_of,
)
from traded_assessment.pricing.facts import Part
from traded_assessment.pricing.tiers import ACADEMY_TYPES, MAINTAINED_TYPES
from traded_assessment.pricing.vat import vat_rule_for
from traded_assessment.states import Area, Product, Tier, VatCategory

ON = date(2021, 11, 10)
PACKAGE = PackageTerms(id=1, title="Assessment Package 2021/22", staff_per_session=2, sessions_included=10)
TABLE = PriceTable(
    id=1,
    title="Price list 2021/22, version 1",
    valid_from=date(2021, 9, 1),
    staff_per_block=2,
    package={
        Tier.ESSEX_MAINTAINED: PackageRow(Decimal(315), Decimal(55)),
        Tier.ESSEX_ACADEMY: PackageRow(Decimal(395), Decimal(65)),
        Tier.OUTSIDE_ESSEX: PackageRow(Decimal(495), Decimal(75)),
    },
    events={
        (Area.ESSEX, True): EventRow(Decimal(40), Decimal(10)),
        (Area.ESSEX, False): EventRow(Decimal(60), Decimal(15)),
        (Area.OUTSIDE_ESSEX, True): EventRow(Decimal(50), Decimal(20)),
        (Area.OUTSIDE_ESSEX, False): EventRow(Decimal(70), Decimal(25)),
    },
)
OUTSIDE_SCOPE = VatRuleFacts(
    product=None, tier=None, valid_from=date(2021, 9, 1), valid_to=None,
    category=VatCategory.OUTSIDE_SCOPE, rate=Decimal(0), reason="Outside the scope of VAT", provisional=True,
)  # fmt: skip


def school(la: int = 881, type_code: int = 1) -> Customer:
    names = {881: "Essex", 882: "Southend-on-Sea", 883: "Thurrock", 935: "Suffolk"}
    return Customer(100001, "Example School", la, names[la], type_code, "a type of school")


ESSEX_COMMUNITY = school(881, 1)
ESSEX_ACADEMY = school(881, 34)
THURROCK_ACADEMY = school(883, 34)
SUFFOLK_PRIMARY = school(935, 1)
ESSEX_INDEPENDENT = school(881, 11)


def session(staff: int = 2, number: int | None = 10) -> Wanted:
    return Wanted(Product.SINGLE_SESSION, "Phonics check, 14 March 2022", staff, number, PACKAGE)


def event(staff: int = 1, number: int | None = 20, *, first_already_paid: bool = False) -> Wanted:
    return Wanted(
        Product.EVENT, "New to Year 2, 3 February 2022", staff, number, PACKAGE, first_already_paid=first_already_paid
    )


SUBSCRIPTION = Wanted(Product.SUBSCRIPTION, "Subscription 2021/22", package=PACKAGE)


def priced(
    customer: Customer, *wanted: Wanted, subscriber: bool = False, used: Use | None = None, **more: object
) -> Quote:
    arguments = {"on": ON, "held": {PACKAGE.id: used or {}} if subscriber else {}, **more}
    return quote(customer, wanted, TABLE, [OUTSIDE_SCOPE], **arguments)  # type: ignore[arg-type]


# --- Rows and worked examples ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("customer", "tier", "subscription", "single"),
    [
        (ESSEX_COMMUNITY, Tier.ESSEX_MAINTAINED, 315, 55),
        (ESSEX_ACADEMY, Tier.ESSEX_ACADEMY, 395, 65),
        (SUFFOLK_PRIMARY, Tier.OUTSIDE_ESSEX, 495, 75),
        (THURROCK_ACADEMY, Tier.OUTSIDE_ESSEX, 495, 75),
        (school(882, 2), Tier.OUTSIDE_ESSEX, 495, 75),
    ],
)
def test_each_package_row(customer: Customer, tier: Tier, subscription: int, single: int) -> None:
    assert priced(customer, SUBSCRIPTION).gross == subscription
    assert priced(customer, session()).gross == single
    assert priced(customer, session()).tier == tier


@pytest.mark.parametrize(
    ("customer", "subscriber", "first", "further"),
    [
        (ESSEX_COMMUNITY, True, 40, 10),
        (ESSEX_ACADEMY, True, 40, 10),
        (ESSEX_COMMUNITY, False, 60, 15),
        (ESSEX_ACADEMY, False, 60, 15),
        (SUFFOLK_PRIMARY, True, 50, 20),
        (THURROCK_ACADEMY, False, 70, 25),
    ],
)
def test_each_event_row(customer: Customer, subscriber: bool, first: int, further: int) -> None:
    lines = priced(customer, event(3), subscriber=subscriber).lines
    assert [(line.quantity, line.unit_price) for line in lines] == [(1, first), (2, further)]


@pytest.mark.parametrize(
    ("customer", "subscriber", "wanted", "pays"),
    [
        (ESSEX_COMMUNITY, False, [session(2)], 55),
        (ESSEX_COMMUNITY, False, [session(3)], 110),
        (ESSEX_COMMUNITY, True, [session(2)], 0),
        (ESSEX_ACADEMY, True, [session(3)], 65),
        (ESSEX_ACADEMY, True, [event(3)], 60),
        (THURROCK_ACADEMY, False, [event(1)], 70),
        (SUFFOLK_PRIMARY, True, [event(4)], 110),
        (ESSEX_COMMUNITY, False, [SUBSCRIPTION, event(1)], 355),
        # domain.md B3
        (THURROCK_ACADEMY, False, [event(3)], 120),
        (ESSEX_COMMUNITY, False, [event(1)], 60),
    ],
)
def test_worked_examples(customer: Customer, subscriber: bool, wanted: list[Wanted], pays: int) -> None:
    assert priced(customer, *wanted, subscriber=subscriber).gross == pays


# --- Tiers -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("type_code", MAINTAINED_TYPES)
def test_maintained_types_in_essex(type_code: int) -> None:
    assert tier_of(school(881, type_code)).tier == Tier.ESSEX_MAINTAINED


@pytest.mark.parametrize("type_code", ACADEMY_TYPES)
def test_academy_types_in_essex(type_code: int) -> None:
    assert tier_of(school(881, type_code)).tier == Tier.ESSEX_ACADEMY


@pytest.mark.parametrize("type_code", [6, 8, 10, 11, 18, 29, 32, 9999])
def test_other_types_in_essex_have_a_price_on_request(type_code: int) -> None:
    assert tier_of(school(881, type_code)).tier == Tier.ON_REQUEST


@pytest.mark.parametrize("type_code", [1, 11, 34])
def test_any_type_elsewhere_is_outside_essex(type_code: int) -> None:
    decision = tier_of(school(883, type_code))
    assert (decision.tier, decision.area) == (Tier.OUTSIDE_ESSEX, Area.OUTSIDE_ESSEX)
    assert decision.reason == "its local authority is Thurrock (883), not Essex (881)"


def test_the_reason_in_essex_names_the_type() -> None:
    assert "“a type of school”" in tier_of(ESSEX_COMMUNITY).reason
    assert tier_of(ESSEX_INDEPENDENT).reason.endswith("which has no set price")


# --- Prices on request -----------------------------------------------------------------------------

AGREED = AgreedPrices(
    date(2021, 11, 1), date(2021, 11, 30), PackageRow(Decimal(450), Decimal(70)), EventRow(Decimal(66), Decimal(22))
)


def test_a_school_in_no_row_is_refused_with_what_to_do() -> None:
    with pytest.raises(PriceNotSet, match=r"no price for Example School yet.*Ask for a price"):
        priced(ESSEX_INDEPENDENT, session())


@pytest.mark.parametrize(
    ("wanted", "pays"),
    [(session(3), 140), (event(3), 110), (SUBSCRIPTION, 450)],
)
def test_agreed_prices_apply_to_a_school_in_no_row(wanted: Wanted, pays: int) -> None:
    found = priced(ESSEX_INDEPENDENT, wanted, agreed=AGREED)
    assert (found.tier, found.gross) == (Tier.ON_REQUEST, pays)
    assert found.lines[0].rule.startswith("Price set for Example School: ")


@pytest.mark.parametrize("on", [date(2021, 10, 31), date(2021, 12, 1)])
def test_agreed_prices_end(on: date) -> None:
    with pytest.raises(PriceNotSet):
        priced(ESSEX_INDEPENDENT, session(), agreed=AGREED, on=on)


@pytest.mark.parametrize("on", [AGREED.valid_from, AGREED.valid_to])
def test_agreed_prices_hold_on_their_first_and_last_day(on: date) -> None:
    assert priced(ESSEX_INDEPENDENT, session(), agreed=AGREED, on=on).gross == 70


def test_a_school_that_has_a_row_pays_it_whatever_was_agreed_before() -> None:
    assert priced(ESSEX_ACADEMY, session(), agreed=AGREED).gross == 65


# --- Subscriptions and events ----------------------------------------------------------------------


def test_covered_places_are_a_line_of_their_own() -> None:
    covered, blocks = priced(ESSEX_ACADEMY, session(3), subscriber=True).lines
    assert (covered.part, covered.quantity, covered.net) == (Part.COVERED, 2, 0)
    assert covered.description.endswith("covered by your subscription, 0 of 2 places left")
    assert (blocks.part, blocks.quantity, blocks.net) == (Part.BLOCKS, 1, 65)


def test_one_covered_place_leaves_one() -> None:
    (line,) = priced(ESSEX_ACADEMY, session(1), subscriber=True).lines
    assert line.description.endswith("1 of 2 places left")


def test_places_used_before_are_not_free_again() -> None:
    assert priced(ESSEX_ACADEMY, session(2), subscriber=True, used={10: 1}).gross == 65
    assert priced(ESSEX_ACADEMY, session(2), subscriber=True, used={10: 2}).gross == 65
    assert priced(ESSEX_ACADEMY, session(2), subscriber=True, used={11: 2}).gross == 0


def test_the_eleventh_session_is_not_covered_but_the_tenth_is() -> None:
    used = dict.fromkeys(range(100, 109), 2)
    assert priced(ESSEX_ACADEMY, session(2, 10), subscriber=True, used=used).gross == 0
    assert priced(ESSEX_ACADEMY, session(2, 10), session(2, 11), subscriber=True, used=used).gross == 65
    assert priced(ESSEX_ACADEMY, session(1, 100), subscriber=True, used={**used, 100: 1, 109: 2}).gross == 0


def test_a_subscription_covers_its_own_year_only() -> None:
    next_year = replace(PACKAGE, id=2)
    wanted = [replace(session(), package=next_year), replace(event(), package=next_year)]
    assert priced(ESSEX_COMMUNITY, *wanted, subscriber=True).gross == 55 + 60
    assert priced(ESSEX_COMMUNITY, replace(session(), package=None), subscriber=True).gross == 55


def test_first_is_not_paid_twice() -> None:
    assert priced(ESSEX_COMMUNITY, event(1, first_already_paid=True)).gross == 15
    assert priced(ESSEX_COMMUNITY, event(1, 20), event(2, 20)).gross == 60 + 2 * 15
    assert priced(ESSEX_COMMUNITY, event(1, 20), event(1, 21)).gross == 60 + 60
    assert priced(ESSEX_COMMUNITY, event(1, None), event(1, None)).gross == 60 + 60


def test_two_lines_for_one_session_share_its_block() -> None:
    found = priced(ESSEX_COMMUNITY, session(1), session(1))
    assert found.gross == 55
    assert found.lines[1].quantity == 0
    assert "a place left in a block of this order" in found.lines[1].rule


def test_block_size_is_data() -> None:
    table = replace(TABLE, staff_per_block=3)
    assert quote(ESSEX_COMMUNITY, [session(3)], table, [OUTSIDE_SCOPE], on=ON, held={}).gross == 55


@pytest.mark.parametrize(
    ("subscriber", "wanted"), [(True, [SUBSCRIPTION]), (False, [SUBSCRIPTION, session(), SUBSCRIPTION])]
)
def test_one_subscription_a_year(subscriber: bool, wanted: list[Wanted]) -> None:
    with pytest.raises(AlreadySubscribed) as refused:
        priced(ESSEX_COMMUNITY, *wanted, subscriber=subscriber)
    assert refused.value.wanted == len(wanted) - 1


# --- What a line says ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "rules"),
    [
        (SUBSCRIPTION, ["Price list 2021/22, version 1: Essex academy, subscription £395"]),
        (
            session(3),
            [
                "Price list 2021/22, version 1: Essex academy, single session for up to 2 staff £65; "
                "3 members of staff: 2 × £65"
            ],
        ),
        (
            event(3),
            [
                "Price list 2021/22, version 1: Essex events, no subscription, first member of staff £60",
                "Price list 2021/22, version 1: Essex events, no subscription, "
                "each further member of staff £15; 2 × £15",
            ],
        ),
    ],
)
def test_each_line_names_row_and_arithmetic(wanted: Wanted, rules: list[str]) -> None:
    assert [line.rule for line in priced(ESSEX_ACADEMY, wanted).lines] == rules


def test_nobody_is_refused_before_it_is_priced() -> None:
    with pytest.raises(ValueError, match="staff must be 1 or more"):
        session(0)
    with pytest.raises(ValueError, match="bought for a package"):
        Wanted(Product.SUBSCRIPTION, "Subscription")


def test_no_price_list() -> None:
    with pytest.raises(NoPriceList, match="No price list covers 1 August 2021"):
        quote(ESSEX_COMMUNITY, [session()], None, [OUTSIDE_SCOPE], on=date(2021, 8, 1), held={})


# --- VAT -------------------------------------------------------------------------------------------


def rule(product: Product | None = None, tier: Tier | None = None, **more: object) -> VatRuleFacts:
    return replace(OUTSIDE_SCOPE, product=product, tier=tier, reason=f"{product} {tier}", **more)  # type: ignore[arg-type]


def test_the_most_particular_vat_rule_counts() -> None:
    rules = [
        rule(),
        rule(tier=Tier.ESSEX_ACADEMY),
        rule(product=Product.EVENT),
        rule(product=Product.EVENT, tier=Tier.ESSEX_ACADEMY),
    ]

    def found(product: Product, tier: Tier) -> VatRuleFacts:
        return vat_rule_for(rules, product=product, tier=tier, on=ON)

    assert found(Product.SINGLE_SESSION, Tier.ESSEX_MAINTAINED) == rules[0]
    assert found(Product.SINGLE_SESSION, Tier.ESSEX_ACADEMY) == rules[1]
    assert found(Product.EVENT, Tier.ESSEX_MAINTAINED) == rules[2]
    assert found(Product.EVENT, Tier.ESSEX_ACADEMY) == rules[3]


def test_a_vat_rule_holds_between_its_dates_only() -> None:
    rules = [rule(valid_from=date(2021, 11, 10), valid_to=date(2021, 11, 12))]
    for day in (10, 12):
        assert vat_rule_for(rules, product=Product.EVENT, tier=Tier.ESSEX_ACADEMY, on=date(2021, 11, day))
    for day in (9, 13):
        with pytest.raises(NoVatRule, match="cannot be sold yet"):
            vat_rule_for(rules, product=Product.EVENT, tier=Tier.ESSEX_ACADEMY, on=date(2021, 11, day))


def test_vat_is_added_line_by_line() -> None:
    standard = replace(OUTSIDE_SCOPE, category=VatCategory.STANDARD, rate=Decimal(20), reason="", provisional=False)
    found = quote(ESSEX_COMMUNITY, [event(2)], TABLE, [standard], on=ON, held={})
    assert [line.vat for line in found.lines] == [Decimal("12.00"), Decimal("3.00")]
    assert (found.net, found.vat, found.gross) == (75, 15, 90)


# --- What must always hold -------------------------------------------------------------------------

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
