"""Quotes from real rows: the register on the day, prices on the day, what the school bought before."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from essex_portal.organisations.models import Organisation, PastSchoolFacts, SchoolLink
from tests.factories.schools import make_school
from tests.factories.training import (
    CourseFactory,
    PackageFactory,
    PriceListFactory,
    TrainingSessionFactory,
    VatRuleFactory,
    on_sale,
)
from traded_assessment.models import (
    Booking,
    CoveredPlace,
    Order,
    Package,
    PriceRequest,
    Subscription,
    TrainingSession,
)
from traded_assessment.pricing import (
    AlreadySubscribed,
    NoPriceList,
    NotForSale,
    NoVatRule,
    PriceNotSet,
    Quote,
)
from traded_assessment.services.quotes import WantedLine, quote_for
from traded_assessment.states import PriceRequestState, Product, Tier

pytestmark = pytest.mark.django_db

ON = date(2021, 11, 10)


@pytest.fixture
def person(django_user_model: Any) -> Any:
    return django_user_model.objects.create_user("office@school.example")


@pytest.fixture
def package() -> Package:
    return on_sale()[0]


@pytest.fixture
def event() -> TrainingSession:
    return TrainingSessionFactory(course__product=Product.EVENT)


def order_of(school: Organisation, person: Any, on: date = ON) -> Order:
    number = Order.objects.count()
    return Order.objects.create(
        reference=f"TR-{number}", school=school, placed_by=person, placed_at=datetime(2021, 11, 10, tzinfo=UTC),
        placed_on=on, priced_on=on,
        tier=Tier.ESSEX_MAINTAINED, tier_reason="-", net=0, vat=0, gross=0, idempotency_key=str(number),
        request_digest="-",
    )  # fmt: skip


def subscribe(school: Organisation, package: Package, person: Any, on: date = ON) -> Subscription:
    return Subscription.objects.create(school=school, package=package, order=order_of(school, person, on))


def book(school: Organisation, session: TrainingSession, person: Any, **more: Any) -> Booking:
    return Booking.objects.create(
        order=order_of(school, person), school=school, training_session=session, **{"places": 1} | more
    )


def one(session: TrainingSession, staff: int = 1) -> WantedLine:
    return WantedLine(Product(session.course.product), session, staff)


def quoted(school: Organisation, *lines: WantedLine, on: date = ON, **more: Any) -> Quote:
    return quote_for(school=school, lines=lines, on=on, **more)


def test_the_register_decides_the_tier(package: Package) -> None:
    session = TrainingSessionFactory()
    pays = {(881, 1): 55, (881, 34): 65, (883, 34): 75, (882, 1): 75, (935, 1): 75}
    for (la, type_code), price in pays.items():
        assert quoted(make_school(la=la, type_code=type_code), one(session)).gross == price


def test_the_tier_is_that_of_the_day(package: Package) -> None:
    school = make_school(type_code=34)
    community = make_school(type_code=1).school.type_id
    PastSchoolFacts.objects.create(school=school.school, valid=(None, date(2022, 1, 1)), facts={"type_id": community})
    session = TrainingSessionFactory()
    assert quoted(school, one(session), on=date(2021, 12, 31)).gross == 55
    assert quoted(school, one(session), on=date(2022, 1, 1)).gross == 65


def test_the_price_list_is_that_of_the_day(package: Package) -> None:
    dearer = PriceListFactory(name="Price list 2022/23", valid_from=date(2022, 9, 1), published=False)
    dearer.package_prices.filter(tier=Tier.ESSEX_MAINTAINED).update(single_session=60)
    dearer.published_at = datetime(2022, 7, 1, tzinfo=UTC)
    dearer.save()
    PriceListFactory(valid_from=date(2021, 10, 1), published=False)
    school, session = make_school(), TrainingSessionFactory()
    assert quoted(school, one(session), on=date(2022, 8, 31)).lines[0].net == 55
    assert quoted(school, one(session), on=date(2022, 9, 1)).lines[0].net == 60
    assert quoted(school, one(session)).lines[0].rule.startswith("Price list 2021/22, version 1: ")


def test_a_later_version_replaces_an_earlier(package: Package) -> None:
    second = PriceListFactory(version=2, published=False)
    second.package_prices.update(single_session=58)
    second.published_at = datetime(2021, 9, 2, tzinfo=UTC)
    second.save()
    assert quoted(make_school(), one(TrainingSessionFactory())).gross == 58


def test_before_the_first_price_list(package: Package) -> None:
    with pytest.raises(NoPriceList, match="31 August 2021"):
        quoted(make_school(), one(TrainingSessionFactory()), on=date(2021, 8, 31))


def test_without_a_vat_rule() -> None:
    PackageFactory()
    PriceListFactory()
    VatRuleFactory(product=Product.EVENT)
    with pytest.raises(NoVatRule):
        quoted(make_school(), one(TrainingSessionFactory()))


def test_a_school_on_request_has_no_price_until_it_is_set(package: Package, person: Any) -> None:
    school, session = make_school(type_code=11), TrainingSessionFactory()
    with pytest.raises(PriceNotSet):
        quoted(school, one(session))
    agreed = {
        "school": school, "asked_by": person, "state": PriceRequestState.PRICED, "decided_by": person,
        "reason": "as an academy", "valid_to": date(2022, 8, 31), "subscription": Decimal(395),
        "event_first": Decimal(60), "event_further": Decimal(15),
    }  # fmt: skip
    earlier = datetime(2021, 11, 1, tzinfo=UTC)
    PriceRequest.objects.create(**agreed, decided_at=earlier, valid_from=date(2021, 11, 1), single_session=Decimal(70))
    assert quoted(school, one(session)).gross == 70
    PriceRequest.objects.create(
        **agreed, decided_at=earlier + timedelta(days=5), valid_from=date(2021, 11, 5), single_session=Decimal(66)
    )
    assert quoted(school, one(session)).gross == 66
    assert quoted(school, one(session), on=date(2021, 11, 4)).gross == 70


def test_a_subscription_covers_two_a_session(package: Package, person: Any) -> None:
    school, session = make_school(), TrainingSessionFactory()
    subscription = subscribe(school, package, person)
    assert quoted(school, one(session, 3)).gross == 55
    booking = book(school, session, person)
    CoveredPlace.objects.create(
        subscription=subscription, training_session=session, booking=booking, number=1, allowance=2
    )
    found = quoted(school, one(session, 3))
    assert (found.covered_places(0), found.gross) == (1, 55)
    assert found.subscriber


def test_a_subscription_counts_from_the_day_it_was_bought(package: Package, person: Any) -> None:
    school, session = make_school(), TrainingSessionFactory()
    subscribe(school, package, person, on=ON)
    assert quoted(school, one(session), on=ON - timedelta(days=1)).gross == 55
    assert quoted(school, one(session), on=ON).gross == 0


def test_a_subscription_is_for_one_year(package: Package, person: Any) -> None:
    PackageFactory(academic_year="2022/23", first_on=date(2022, 9, 1), last_on=date(2023, 8, 31))
    school = make_school()
    subscribe(school, package, person)
    next_year = TrainingSessionFactory(starts_at=datetime(2022, 9, 1, 16, tzinfo=UTC))
    last_day = TrainingSessionFactory(starts_at=datetime(2022, 8, 31, 22, 30, tzinfo=UTC))  # 11:30pm in Essex
    first_minutes = TrainingSessionFactory(starts_at=datetime(2022, 8, 31, 23, 30, tzinfo=UTC))  # 00:30am
    assert quoted(school, one(next_year)).gross == 55
    assert quoted(school, one(last_day)).gross == 0
    assert quoted(school, one(first_minutes)).gross == 55


def test_an_academy_keeps_the_subscription_and_the_firsts_of_its_predecessor(
    package: Package, event: TrainingSession, person: Any
) -> None:
    before, academy = make_school(), make_school(type_code=34)
    SchoolLink.objects.create(earlier=before.school, later=academy.school, kind="Predecessor")
    subscribe(before, package, person)
    book(before, event, person, paid_first=True)
    found = quoted(academy, one(TrainingSessionFactory(), 3), one(event))
    assert [line.net for line in found.lines] == [0, 65, 10]


def test_the_first_price_is_paid_once_across_orders(package: Package, event: TrainingSession, person: Any) -> None:
    school = make_school()
    assert quoted(school, one(event)).gross == 60
    book(school, event, person, paid_first=True)
    assert quoted(school, one(event, 2)).gross == 30
    assert quoted(make_school(), one(event)).gross == 60


def test_the_subscription_of_the_day_is_the_one_on_sale(package: Package) -> None:
    PackageFactory(academic_year="2022/23", first_on=date(2022, 9, 1), last_on=date(2023, 8, 31))
    school, line = make_school(), WantedLine(Product.SUBSCRIPTION)
    assert "2021/22" in quoted(school, line).lines[0].description
    assert "2022/23" in quoted(school, line, on=date(2022, 9, 1)).lines[0].description
    assert "2022/23" in quoted(school, line, on=date(2030, 1, 1)).lines[0].description
    later = WantedLine(Product.SUBSCRIPTION, package=Package.objects.get(academic_year="2022/23"))
    assert "2022/23" in quoted(school, later).lines[0].description


def test_a_subscription_is_not_sold_twice(package: Package, person: Any) -> None:
    school = make_school()
    subscribe(school, package, person)
    with pytest.raises(AlreadySubscribed):
        quoted(school, WantedLine(Product.SUBSCRIPTION))


def test_as_if_a_subscriber_or_not(package: Package, event: TrainingSession, person: Any) -> None:
    school, session = make_school(), TrainingSessionFactory()
    assert quoted(school, one(event, 3), one(session), subscriber=True).gross == 60
    subscribe(school, package, person)
    assert quoted(school, one(event, 3), one(session), subscriber=False).gross == 60 + 30 + 55


def test_any_session_can_be_asked_about(package: Package) -> None:
    lines = [WantedLine(Product.SINGLE_SESSION, staff=3), WantedLine(Product.EVENT, staff=2)]
    assert quoted(make_school(), *lines).gross == 110 + 75
    assert quoted(make_school(), *lines, subscriber=True).gross == 55 + 50


def test_a_session_is_not_an_event(package: Package, event: TrainingSession) -> None:
    with pytest.raises(NotForSale, match="is not a session of the package") as refused:
        quoted(make_school(), one(TrainingSessionFactory()), WantedLine(Product.SINGLE_SESSION, event))
    assert refused.value.wanted == 1


def test_nothing_to_subscribe_to() -> None:
    PriceListFactory()
    with pytest.raises(NotForSale, match="no package"):
        quoted(make_school(), WantedLine(Product.SUBSCRIPTION))


@pytest.mark.parametrize("lines", [2, 30])
def test_the_number_of_queries_does_not_grow(
    lines: int, package: Package, person: Any, django_assert_max_num_queries: Any
) -> None:
    school = make_school(type_code=34)
    subscribe(school, package, person)
    courses = [CourseFactory(), CourseFactory(product=Product.EVENT)]
    wanted = [one(TrainingSessionFactory(course=courses[number % 2]), 3) for number in range(lines)]
    school = Organisation.objects.get(pk=school.pk)
    quoted(school, *wanted)  # a price list is read once a process
    with django_assert_max_num_queries(8):
        quoted(school, *wanted)
