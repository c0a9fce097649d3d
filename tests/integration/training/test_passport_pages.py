"""The entitlement passport of a school, its reminder in the last term, and the county's unused places."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from essex_portal.accounts.models import User
from essex_portal.home.queries import todos_for
from essex_portal.organisations.models import District, Organisation, SchoolLink
from essex_portal.organisations.queries import lineage_ids
from essex_portal.organisations.states import OrganisationKind
from tests.factories.accounts import make_account, sign_in
from tests.factories.calendar import make_half_terms
from tests.factories.schools import make_school
from tests.factories.training import PackageFactory, TrainingSessionFactory
from traded_assessment.models import Booking, CoveredPlace, PriceRequest, TrainingSession
from traded_assessment.passport import Worth
from traded_assessment.queries.county_passports import NO_QUADRANT, use_by_quadrant
from traded_assessment.queries.passports import Passport, passports_of
from traded_assessment.services.order_requests import OrderLineRequest, Person
from traded_assessment.services.orders import place_order
from traded_assessment.states import BookingState, PlaceState, PriceRequestState, Product, SessionState

pytestmark = pytest.mark.usefixtures("briefing_day")

NOW = datetime(2021, 11, 10, 9, 30, tzinfo=UTC)
IN_MARCH = datetime(2022, 3, 1, 9, tzinfo=UTC)
PASSPORT, COUNTY = reverse("traded_assessment:passport"), reverse("traded_assessment:unused_places")
USED, BOOKED, OPEN, LOST = PlaceState.USED, PlaceState.BOOKED, PlaceState.OPEN, PlaceState.LOST
EARLIER = PlaceState.EARLIER


def order(school: Organisation, by: User, *sessions: tuple[TrainingSession, int], subscribe: bool = False) -> None:
    """Book so many people at each of the sessions, with the subscription in the same order when that is asked."""
    lines = [OrderLineRequest(Product.SUBSCRIPTION)] if subscribe else []
    lines += [
        OrderLineRequest(Product.SINGLE_SESSION, session.pk, tuple(Person(f"Colleague {n}") for n in range(people)))
        for session, people in sessions
    ]
    key = f"{school.pk}-{subscribe}-{[(session.pk, people) for session, people in sessions]}"
    place_order(school=school, lines=lines, idempotency_key=key, by=by, now=NOW)


def subscriber(*sessions: tuple[TrainingSession, int], **school: Any) -> tuple[Organisation, User]:
    made = make_school(**school)
    head = make_account(organisation=made)
    order(made, head, *sessions, subscribe=True)
    return made, head


def at(month: int, day: int = 15, year: int = 2022) -> TrainingSession:
    return TrainingSessionFactory(starts_at=datetime(year, month, day, 16, tzinfo=UTC))


def passport_of(school: Organisation, now: datetime) -> Passport:
    [passport] = passports_of(lineage_ids(school), now)
    return passport


def queries(client: Client, address: str) -> int:
    client.get(address)  # the first page of a browser also notes that it is there
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


class TestPassport:
    def test_each_place_is_stamped(self, open_for_business):
        before, past, part, missed, ahead = (at(10, year=2021), at(1), at(2, 1), at(2, 2), at(5))
        school, _ = subscriber((past, 2), (part, 1))
        passport = passport_of(school, IN_MARCH)
        assert {row.session: row.stamps for row in passport.rows} == {
            before: (EARLIER, EARLIER),
            past: (USED, USED),
            part: (USED, LOST),
            missed: (LOST, LOST),
            ahead: (OPEN, OPEN),
        }
        assert (passport.taken, passport.open, passport.lost) == (3, 2, 3)
        assert (passport.worth_taken, passport.worth_open, passport.worth_lost) == (
            Decimal("82.50"), Decimal("55.00"), Decimal("82.50"),
        )  # fmt: skip

    def test_a_covered_place_kept_by_a_late_cancellation_is_lost(self, open_for_business):
        ahead = at(5)
        school, _ = subscriber((ahead, 1))
        Booking.objects.update(state=BookingState.CANCELLED)
        CoveredPlace.objects.update(lost=True)
        assert passport_of(school, IN_MARCH).rows[0].stamps == (LOST, OPEN)

    def test_a_session_called_off_is_not_in_it(self, open_for_business):
        called_off = at(5)
        school, _ = subscriber()
        TrainingSession.objects.filter(pk=called_off.pk).update(state=SessionState.CANCELLED)
        assert passport_of(school, IN_MARCH).rows == []

    def test_an_academy_keeps_the_passport_of_the_school_it_was_with_its_worth(self, open_for_business):
        at(5)
        earlier, _ = subscriber()
        academy = make_school(type_code=34)
        SchoolLink.objects.create(earlier=earlier.school, later=academy.school, kind="Result of conversion")
        assert passport_of(academy, IN_MARCH).worth == Worth(Decimal(55), 2)

    @pytest.mark.parametrize(("la", "type_code", "single"), [(881, 1, 55), (881, 34, 65), (883, 34, 75)])
    def test_a_place_is_worth_a_share_of_the_schools_own_single_price(self, open_for_business, la, type_code, single):
        school, _ = subscriber(la=la, type_code=type_code)
        assert passport_of(school, NOW).worth == Worth(Decimal(single), 2)

    def test_a_school_with_its_own_price_is_worth_by_that(self, open_for_business):
        school = make_school(type_code=11)
        head = make_account(organisation=school)
        for price, decided in ((80, 2), (70, 1)):
            PriceRequest.objects.create(
                school=school, asked_by=head, wants="-", state=PriceRequestState.PRICED, decided_by=head, reason="-",
                decided_at=NOW - timedelta(days=decided), valid_from=date(2021, 9, 1), valid_to=date(2022, 8, 31),
                subscription=400, single_session=price, event_first=50, event_further=20,
            )  # fmt: skip
        order(school, head, subscribe=True)
        assert passport_of(school, NOW).worth == Worth(Decimal(70), 2)


class TestPassportPage:
    def test_it_shows_the_grid_with_its_words_and_worth(self, client, open_for_business):
        booked, ahead = at(3), at(5)
        _, head = subscriber((booked, 1))
        page = sign_in(client, head).get(PASSPORT).content.decode()
        assert page.count("portal-stamp--open") == 3
        assert page.count("portal-stamp--booked") == 1
        assert "worth £82.50" in page
        assert "Each place is worth £27.50: a single session for up to 2 members of staff costs £55" in page
        assert reverse("traded_assessment:session", args=[ahead.pk]) in page

    def test_without_a_subscription_it_says_how_to_begin(self, client, open_for_business):
        page = sign_in(client, make_account()).get(PASSPORT)
        assert "Your school has no subscription" in page.content.decode()

    def test_a_year_that_has_ended_is_under_earlier_years(self, client, open_for_business):
        at(5)
        _, head = subscriber()
        with time_machine.travel(datetime(2022, 10, 1, tzinfo=UTC)):
            sign_in(client, head)
            assert not client.get(PASSPORT).context["passports"]
            [passport] = client.get(f"{PASSPORT}?years=earlier").context["passports"]
        assert passport.lost == 2

    def test_the_number_of_queries_does_not_grow(self, client, open_for_business):
        _, head = subscriber((at(3), 1))
        few = queries(sign_in(client, head), PASSPORT)
        for day in range(1, 10):
            at(4, day)
        assert queries(client, PASSPORT) == few <= 15


class TestReminder:
    def texts(self, school: Organisation, head: User, today: date) -> list[str]:
        return [todo.text for todo in todos_for(head, school, today=today) if "subscription" in todo.text]

    def test_it_comes_with_the_last_term(self, open_for_business):
        make_half_terms()
        at(1), at(5, 3), at(5, 12)
        school, head = subscriber()
        assert self.texts(school, head, date(2022, 4, 18)) == []
        assert self.texts(school, head, date(2022, 4, 19)) == [
            "4 places of your subscription, worth £110, are still open, the last of them on 12 May 2022"
        ]
        assert self.texts(school, head, date(2022, 5, 13)) == []

    def test_a_school_that_used_all_is_left_alone(self, open_for_business):
        make_half_terms()
        school, head = subscriber((at(5), 2))
        assert self.texts(school, head, date(2022, 4, 20)) == []


class TestCounty:
    @pytest.fixture
    def quadrants(self, open_for_business) -> None:
        """Two schools in one quadrant, one in another, one outside Essex; each left places open."""
        at(5)
        for number, (name, schools) in enumerate({"North East": 2, "Mid": 1}.items()):
            quadrant = Organisation.objects.create(kind=OrganisationKind.QUADRANT, name=name)
            district = District.objects.create(code=f"E0700{number:04}", name=name, quadrant=quadrant)
            for n in range(schools):
                subscriber(district=district, name=f"{name} School {n}")
        subscriber(la=883, name="Riverside School")

    def test_unused_places_by_quadrant(self, quadrants):
        uses = use_by_quadrant(PackageFactory(), IN_MARCH)
        assert [(use.name, use.subscriptions, use.open, use.worth_open) for use in uses] == [
            ("Mid", 1, 2, Decimal(55)),
            ("North East", 2, 4, Decimal(110)),
            (NO_QUADRANT, 1, 2, Decimal(75)),
        ]

    def test_the_page_shows_figures_chart_and_the_schools_behind_them(self, as_office, quadrants):
        response = as_office.get(COUNTY)
        page = response.content.decode()
        assert "<svg" in page
        assert "worth £240" in page
        use = response.context["uses"][1]
        address = reverse("traded_assessment:unused_places_of", args=[PackageFactory().pk, use.key])
        assert address in page
        schools = as_office.get(address).content.decode()
        assert "North East School 1" in schools
        assert "Mid School 0" not in schools

    def test_other_quadrants_and_years_do_not_exist(self, as_office, quadrants):
        for args in ((PackageFactory().pk, "0"), (0, "none")):
            assert as_office.get(reverse("traded_assessment:unused_places_of", args=args)).status_code == 404

    def test_without_subscriptions_it_says_what_will_be_here(self, as_office, db):
        assert "No subscriptions yet" in as_office.get(COUNTY).content.decode()

    def test_the_number_of_queries_does_not_grow(self, as_office, quadrants):
        few = queries(as_office, COUNTY)
        for _ in range(5):
            subscriber()
        assert queries(as_office, COUNTY) == few <= 15
